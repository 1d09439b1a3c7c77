import { readdir } from "node:fs/promises";
import { isPopulated } from "./cgroup";
import { listClaims } from "./claim";
import { hasDisk } from "./disk";
import { hostPlace, placeOf, type HostPlace } from "./paths";
import type { LocalHostSpec } from "./spec";

/** Whether a host is not there, is off with its disk kept, or runs. */
export type LocalHostState = "absent" | "stopped" | "running";

/** A host as it is. */
export interface LocalHost {
  readonly name: string;
  /** Its address; undefined for one whose making was interrupted early. */
  readonly address?: string;
  readonly state: LocalHostState;
}

/** Whether a host is there, and whether it runs. */
export async function localHostState(
  spec: Pick<LocalHostSpec, "name" | "directory">,
): Promise<LocalHostState> {
  return stateOf(hostPlace(placeOf(spec.directory), spec.name));
}

/** The hosts of a folder, by name. */
export async function listLocalHosts(directory: string): Promise<LocalHost[]> {
  const place = placeOf(directory);
  const claims = [...(await listClaims(place))];
  const disks = (await readdir(place.hosts).catch(() => [])).filter((name) => !name.startsWith("."));
  const names = [...new Set([...disks, ...claims.map(([, name]) => name)])].sort();
  return Promise.all(
    names.map(async (name) => ({
      name,
      address: claims.find(([, owner]) => owner === name)?.[0],
      state: await stateOf(hostPlace(place, name)),
    })),
  );
}

/** The same of a host whose place is known. */
export async function stateOf(host: HostPlace): Promise<LocalHostState> {
  if (!hasDisk(host)) return "absent";
  return (await isPopulated(host.unique)) ? "running" : "stopped";
}
