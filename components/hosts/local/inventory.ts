import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { isPopulated } from "./cgroup";
import { listClaims } from "./claim";
import { hasDisk } from "./disk";
import { hostPlace, placeOf, type HostPlace, type Place } from "./paths";
import type { Host, HostName, HostState } from "../host";

/** Whether a host exists, and whether it runs. */
export async function localHostState(spec: HostName): Promise<HostState> {
  return stateOf(hostPlace(placeOf(spec.directory), spec.name));
}

/** The hosts of a folder, by name. */
export function listLocalHosts(directory: string): Promise<Host[]> {
  return listHostsOf(placeOf(directory));
}

/** The hosts of a place, by name. */
export async function listHostsOf(place: Place): Promise<Host[]> {
  const claims = [...(await listClaims(place))];
  const names = [...new Set([...(await listDisks(place)), ...claims.map(([, name]) => name)])].sort();
  return Promise.all(
    names.map(async (name) => ({
      name,
      address: claims.find(([, owner]) => owner === name)?.[0],
      state: await stateOf(hostPlace(place, name)),
    })),
  );
}

/** Name of a place's first host that runs; the ones behind it are not looked at. */
export async function firstRunning(place: Place): Promise<string | undefined> {
  for (const name of (await listDisks(place)).sort())
    if ((await stateOf(hostPlace(place, name))) === "running") return name;
  return undefined;
}

/** Whether a host is a node of a swarm: a Docker Engine keeps that on its disk, and removes it when it leaves. */
export async function isMember(spec: HostName): Promise<boolean> {
  const { folder } = hostPlace(placeOf(spec.directory), spec.name);
  return (await readdir(join(folder, "docker", "swarm")).catch(() => [])).length > 0;
}

/** The same of a host whose place is known. */
export async function stateOf(host: HostPlace): Promise<HostState> {
  if (!hasDisk(host)) return "absent";
  return (await isPopulated(host.unique)) ? "running" : "stopped";
}

async function listDisks(place: Place): Promise<string[]> {
  return (await readdir(place.hosts).catch(() => [])).filter((name) => !name.startsWith("."));
}
