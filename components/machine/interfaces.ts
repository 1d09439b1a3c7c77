import { stripVTControlCharacters } from "node:util";
import { findBinary } from "./tool/binary";
import { callSsh } from "./tool/call";
import { recallSpec } from "./store/notes";

/** One address of a machine, as its own system knows it. */
export interface InterfaceAddress {
  /** Name of the interface: "eth0". */
  readonly device: string;
  /** IPv4 or IPv6 address, without its prefix length. */
  readonly address: string;
}

// People who are not root do not have the folders of system programs on PATH everywhere.
const question = "PATH=$PATH:/usr/sbin:/sbin ip -o addr show";

/** The addresses of a machine, asked by SSH; undefined where it cannot be asked. Changes nothing. */
export async function interfacesOf(
  storePath: string,
  name: string,
): Promise<readonly InterfaceAddress[] | undefined> {
  const spec = recallSpec(storePath, name);
  if (!spec) return undefined;
  try {
    const tool = { spec, binary: findBinary(spec.machineBinary) };
    const addresses = parseAddresses((await callSsh(tool, question, 30)).stdout);
    return addresses.length > 0 ? addresses : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Reads what `ip -o addr show` prints: "2: eth0    inet 192.0.2.7/24 brd 192.0.2.255 scope global eth0". docker-machine's
 * own SSH client has a terminal, and then it prints in colours.
 */
export function parseAddresses(text: string): InterfaceAddress[] {
  const lines = stripVTControlCharacters(text).matchAll(
    /^\d+:\s+(\S+?)(?:@\S+)?\s+inet6?\s+([0-9a-f.:]+)/gim,
  );
  return [...lines].map(([, device = "", address = ""]) => ({ device, address }));
}
