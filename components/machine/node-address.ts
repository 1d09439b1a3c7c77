import { lookup } from "node:dns/promises";
import { isIP } from "node:net";
import { interfacesOf, type InterfaceAddress } from "./interfaces";
import { noteNodeAddress } from "./store/notes";
import { readMachine } from "./store/record";

/** What a machine's name is looked up with. */
export interface NameLookup {
  /** All addresses of a DNS name. */
  resolve(name: string): Promise<string[]>;
  /** The addresses that the machine itself has; undefined where it cannot be asked. */
  interfaces(): Promise<readonly InterfaceAddress[] | undefined>;
}

/**
 * Looks up the address of a machine that is reached by a DNS name, and notes it: a swarm takes no names. Does nothing
 * for a machine that is reached by its address. Of several addresses the one counts that the machine has itself.
 * @param report takes a line about an address that was not known before
 * @param look for tests
 * @throws when the name has no address that other nodes can reach, and none is known from before
 */
export async function lookUpNodeAddress(
  storePath: string,
  name: string,
  report: (line: string) => void,
  look: NameLookup = { resolve: systemResolve, interfaces: () => interfacesOf(storePath, name) },
): Promise<void> {
  const machine = readMachine(storePath, name);
  if (!machine || machine.address === "" || isIP(machine.address) !== 0) return;
  const found = await look.resolve(machine.address).catch((error: Error) => error);
  if (found instanceof Error && isIP(machine.nodeAddress) !== 0) return;
  const usable = found instanceof Error ? [] : found.filter((address) => !isLoopback(address));
  if (usable.length === 0) throw new Error(unknownText(name, machine.address, found));
  if (usable.includes(machine.nodeAddress)) return;
  const [first, ...others] = usable;
  const own = others.length > 0 ? await ownOf(usable, look) : first;
  noteNodeAddress(storePath, name, own ?? first!);
  const choice = own
    ? ""
    : `; it has others too (${others.join(", ")}), and an advertiseAddress would decide`;
  report(`${machine.address} is ${own ?? first}${choice}`);
}

async function ownOf(addresses: readonly string[], look: NameLookup): Promise<string | undefined> {
  const own = (await look.interfaces()) ?? [];
  return addresses.find((address) => own.some((each) => each.address === address));
}

async function systemResolve(name: string): Promise<string[]> {
  return [...new Set((await lookup(name, { all: true })).map(({ address }) => address))];
}

/** Debian gives a computer's own name such an address on that computer. */
function isLoopback(address: string): boolean {
  return address.startsWith("127.") || address === "::1";
}

function unknownText(machine: string, name: string, found: string[] | Error): string {
  const what =
    found instanceof Error
      ? `cannot be looked up (${found.message})`
      : `leads to ${found.join(", ") || "no address"} only, where other nodes do not reach it`;
  return `The name ${name} of machine ${machine} ${what}: correct it, or give the node an advertiseAddress`;
}
