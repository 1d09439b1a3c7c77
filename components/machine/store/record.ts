import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { replaceFile } from "../../../lib/atomic-write";
import type { SshAccess } from "../ssh-arguments";
import { recallNodeAddress } from "./notes";

/** A machine as docker-machine's store holds it. */
export interface StoredMachine {
  readonly name: string;
  /** docker-machine's driver name: "generic", "virtualbox", ... Empty where the record cannot be read. */
  readonly driver: string;
  /** Last known IP address; empty while the machine is incomplete. */
  readonly address: string;
  /** Where the other nodes reach its engine's swarm: the address, unless its notes tell another. */
  readonly nodeAddress: string;
  /** Port of the Docker Engine, 2376 by default. */
  readonly enginePort: number;
  /** Absolute path of the folder with ca.pem, cert.pem and key.pem for that engine. */
  readonly certPath: string;
}

/**
 * The record of one machine. A record that cannot be read (half written, broken by hand) is a machine without driver
 * and address.
 * @param storePath folder of docker-machine's store, relative to the project or absolute
 * @returns undefined where the store has no machine of that name
 */
export function readMachine(storePath: string, name: string): StoredMachine | undefined {
  const folder = machineFolder(storePath, name);
  if (!existsSync(folder)) return undefined;
  const { DriverName, Driver } = readRecord(folder);
  const location = engineLocation(Driver ?? {});
  return {
    name,
    driver: DriverName ?? "",
    ...location,
    nodeAddress: location.address && (recallNodeAddress(storePath, name) ?? location.address),
    certPath: folder,
  };
}

/** Names of all machines in a store, incomplete ones included, in order. A missing store has none. */
export function listMachines(storePath: string): string[] {
  try {
    return readdirSync(join(resolve(storePath), "machines"), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => entry.name)
      .sort();
  } catch {
    return [];
  }
}

/**
 * Writes a machine's new address into its record.
 * @returns whether it was another one than before
 */
export function updateAddress(storePath: string, name: string, address: string): boolean {
  const file = join(machineFolder(storePath, name), "config.json");
  const record = JSON.parse(readFileSync(file, "utf8")) as { Driver: { IPAddress?: string } };
  if (record.Driver.IPAddress === address) return false;
  record.Driver.IPAddress = address;
  replaceFile(file, JSON.stringify(record, undefined, 4), { mode: 0o600 });
  return true;
}

/** How a machine's host is reached by SSH; undefined where its record does not tell. */
export function sshAccessOf(storePath: string, name: string): SshAccess | undefined {
  const folder = machineFolder(storePath, name);
  const {
    IPAddress: address,
    SSHPort: port,
    SSHUser: user,
    SSHKeyPath: path = "",
  } = readRecord(folder).Driver ?? {};
  if (!address) return undefined;
  // A record that was moved names the folder that it was in.
  const file = path.split(/[\\/]/).pop();
  return { address, port: port || 22, user: user || "root", key: file ? join(folder, file) : undefined };
}

/** Absolute path of a machine's folder in the store. */
export function machineFolder(storePath: string, name: string): string {
  return join(resolve(storePath), "machines", name);
}

/** The parts of docker-machine's config.json that matter here. */
interface MachineRecord {
  readonly DriverName?: string;
  readonly Driver?: DriverRecord;
}

interface DriverRecord {
  readonly IPAddress?: string;
  readonly EnginePort?: number;
  readonly SSHUser?: string;
  readonly SSHPort?: number;
  readonly SSHKeyPath?: string;
  /** Driver none only. */
  readonly URL?: string;
}

function readRecord(folder: string): MachineRecord {
  try {
    const record: unknown = JSON.parse(readFileSync(join(folder, "config.json"), "utf8"));
    return record !== null && typeof record === "object" ? record : {};
  } catch {
    return {};
  }
}

function engineLocation({
  IPAddress,
  EnginePort,
  URL: url,
}: DriverRecord): Pick<StoredMachine, "address" | "enginePort"> {
  const engine = /^tcp:\/\/\[?([^\]]+?)\]?:(\d+)$/.exec(url ?? "");
  if (engine) return { address: engine[1], enginePort: Number(engine[2]) };
  return { address: IPAddress ?? "", enginePort: EnginePort || 2376 };
}
