import { existsSync, readFileSync } from "node:fs";
import { createFile } from "../../lib/atomic-write";
import { open, seal } from "../../lib/sealed";

/** A swarm at one moment, as one of its managers knew it: nodes, services, configs, secrets, and its keys. */
export interface SwarmBackup {
  /** Version of this shape. */
  readonly version: 1;
  readonly swarmId: string;
  /** Node ID of the manager that it is of; a restored one is this node. */
  readonly nodeId: string;
  /** Name of its machine. */
  readonly machine: string;
  /** Address that the other managers knew it by, without port. SwarmKit keeps it for life. */
  readonly address: string;
  readonly engineVersion: string;
  /** When it was taken, in UTC. */
  readonly taken: string;
  /** The manager's files, a tar.gz in base64. */
  readonly data: string;
}

const kind = "backup of a Docker swarm";
const variable = "SWARM_BACKUP_PASSPHRASE";

/**
 * Writes a backup, encrypted and readable by this user only.
 * @throws when there is such a file, or no passphrase
 */
export function writeBackup(file: string, backup: SwarmBackup): void {
  if (!createFile(file, seal(JSON.stringify(backup), passphrase(), kind), { mode: 0o600 }))
    throw new Error(`${file} exists, and was left as it is: name another file`);
}

/** @throws when there is no such file, no passphrase, or it does not open */
export function readBackup(file: string): SwarmBackup {
  if (!existsSync(file)) throw new Error(`There is no backup ${file}`);
  try {
    return JSON.parse(open(readFileSync(file), passphrase(), kind)) as SwarmBackup;
  } catch (error) {
    throw new Error(`The backup ${file} cannot be opened: ${(error as Error).message}`, { cause: error });
  }
}

/** @throws when none is given */
export function passphrase(environment: NodeJS.ProcessEnv = process.env): string {
  const given = environment[variable] ?? "";
  if (given.length >= 8) return given;
  throw new Error(
    `${given === "" ? `${variable} is not set` : `${variable} is shorter than 8 characters`}: a backup holds the keys and ` +
      "secrets of the swarm, and is encrypted with it",
  );
}
