import { readdir } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { realPath } from "../../../lib/real-path";
import { idOf } from "./identity";

/** Everything of one folder of hosts that has a name, on disk and on the computer as a whole. */
export interface Place {
  /** Absolute path of the folder. */
  readonly directory: string;
  /** Short id of the folder, the same at every call: what belongs to it on the computer is found by it. */
  readonly id: string;
  /** Name of the folder's bridge, and of its NAT rules. */
  readonly bridge: string;
  /** Folder with a folder for each host: its disk. */
  readonly hosts: string;
  /** Folder with a link for each address in use, from the address to the host's name. */
  readonly addresses: string;
  /** The hosts' network, as text. */
  readonly network: string;
  /** Private SSH key for all hosts of the folder. */
  readonly key: string;
}

/** One host of a folder. */
export interface HostPlace {
  readonly name: string;
  /** The host's folder. */
  readonly folder: string;
  /** Its name on the computer: of its network namespace and of its cgroup. */
  readonly unique: string;
  /** Its lock file. */
  readonly lock: string;
}

// Of the whole computer, and gone with a reboot: locks, and what the computer's settings were before the first host.
const RUN = "/run/pulumi-docker-machine-swarm";

/** Lock of what all hosts of this computer share: bridges, NAT, settings. */
export const computerLock = `${RUN}.lock`;

/** File with the settings of this computer as they were before the first host. */
export const formerSettings = `${RUN}.settings.json`;

/**
 * Where everything of a folder of hosts is. The folder need not be there (any more).
 * @param chooseId tells its id. @default the one it has
 */
export function placeOf(directory: string, chooseId: (absolute: string) => string = idOf): Place {
  // One folder has one id, whatever symbolic link leads to it.
  const absolute = realPath(directory);
  const id = chooseId(absolute);
  return {
    directory: absolute,
    id,
    bridge: `sw-${id}`,
    hosts: join(absolute, "hosts"),
    addresses: join(absolute, "addresses"),
    network: join(absolute, "network"),
    key: join(absolute, "id_ed25519"),
  };
}

/**
 * Where one host of a folder is.
 * @throws when the name is none a host can have
 */
export function hostPlace(place: Place, name: string): HostPlace {
  if (!/^[a-zA-Z0-9]([a-zA-Z0-9.-]{0,62}[a-zA-Z0-9])?$/.test(name))
    throw new Error(
      `${JSON.stringify(name)} cannot be a host name: use 1 to 64 letters, digits, "-" and ".", no sign at either end`,
    );
  const unique = `${prefixOf(place)}${name}`;
  return { name, folder: join(place.hosts, name), unique, lock: `${RUN}.${unique}.lock` };
}

/** Names of the hosts of a folder that have a lock file, be it that of a killed run. */
export async function listHostLocks(place: Place): Promise<string[]> {
  const start = `${basename(RUN)}.${prefixOf(place)}`;
  const files = await readdir(dirname(RUN));
  const locks = files.filter((file) => file.startsWith(start) && file.endsWith(".lock"));
  return locks.map((file) => file.slice(start.length, -".lock".length));
}

/** How all names of a folder's hosts on the computer begin. */
export function prefixOf(place: Place): string {
  return `${place.bridge}-`;
}

/** Name of a host's network interface on the computer's side: at most 15 characters, as Linux asks. */
export function vethName(place: Place, addressIndex: number): string {
  return `${prefixOf(place)}${addressIndex.toString(36)}`;
}

/** Whether an interface is a bridge of local hosts, of whatever folder. */
export function isHostBridge(name: string): boolean {
  return /^sw-[0-9a-f]{6}$/.test(name);
}
