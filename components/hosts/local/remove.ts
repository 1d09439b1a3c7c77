import { existsSync } from "node:fs";
import { readdir, rm, rmdir } from "node:fs/promises";
import { removeDrafts } from "../../../lib/atomic-write";
import { withLock } from "../../../lib/lock";
import { destroyCgroup, listCgroups } from "./cgroup";
import { claimedAddress, listClaims, releaseAddress } from "./claim";
import { removeDisk } from "./disk";
import { listHostsOf } from "./inventory";
import { pullCable, removeNamespaceFolder, unplug, unplugAll } from "./links";
import {
  computerLock,
  hostPlace,
  listHostLocks,
  placeOf,
  prefixOf,
  type HostPlace,
  type Place,
} from "./paths";
import { copyProblem, idFile } from "./identity";
import { removeNetwork } from "./network";
import { readNetwork } from "./network-choice";
import { unregister } from "./registry";
import { rightsProblem } from "./requirements";
import type { HostName, Report } from "../host";

/**
 * Removes a host with every trace of it; with the last one of its folder also what they shared: bridge, NAT, keys and the
 * folder itself. What is absent is no error, and an interrupted removal is finished.
 * @throws when this process lacks the rights, or a process of the host does not end
 */
export async function removeLocalHost(spec: HostName, report: Report): Promise<void> {
  const place = placeOf(spec.directory);
  requireRights(place);
  await removeHost(place, spec.name, report);
  await removeShared(place, report);
}

/**
 * Removes all hosts of a folder and what they share, and nothing else: also what a killed run left unfinished,
 * and also when the folder itself is gone.
 */
export async function removeAllLocalHosts(directory: string, report: Report): Promise<void> {
  await removeAll(placeOf(directory), report);
}

/** The same, of a place that is known. */
export async function removeAll(place: Place, report: Report): Promise<void> {
  requireRights(place);
  const known = (await listHostsOf(place)).map((host) => host.name);
  const traces = (await listCgroups(prefixOf(place))).map((name) => name.slice(prefixOf(place).length));
  const names = new Set([...known, ...traces, ...(await listHostLocks(place))]);
  await Promise.all([...names].map((name) => removeHost(place, name, report)));
  await removeShared(place, report);
}

/** Cuts the power of a host: everything in it ends at once, unannounced. Its disk and its address stay. */
export async function cutLocalHost(spec: HostName): Promise<void> {
  const place = placeOf(spec.directory);
  requireRights(place);
  const host = hostPlace(place, spec.name);
  await withLock(host.lock, `the local host "${host.name}"`, () => powerOff(place, host));
}

async function removeHost(place: Place, name: string, report: Report): Promise<void> {
  const host = hostPlace(place, name);
  await withLock(host.lock, `the local host "${name}"`, async () => {
    const wasThere = existsSync(host.folder);
    await powerOff(place, host);
    await removeDisk(place, host);
    // Last: as long as a host has an address, the folder has a host.
    await releaseAddress(place, name);
    if (wasThere) report(`${name}: removed`);
  });
}

/** First the cable, so that nothing tells the other hosts, then everything in the host at once. */
async function powerOff(place: Place, host: HostPlace): Promise<void> {
  const network = await readNetwork(place);
  const address = await claimedAddress(place, host.name);
  if (network && address) await pullCable(place, network, address);
  await destroyCgroup(host.unique);
  await unplug(place, host, network, address);
}

/** Removes what the hosts of a folder share, once the last host is gone. */
async function removeShared(place: Place, report: Report): Promise<void> {
  await withLock(computerLock, "the network of local hosts", async () => {
    if ((await listClaims(place)).size > 0 || (await listCgroups(prefixOf(place))).length > 0) return;
    const wasThere = existsSync(place.directory);
    await unplugAll(place);
    await removeNetwork(place);
    await removeNamespaceFolder();
    unregister(place.id);
    await removeFiles(place);
    if (wasThere) report(`the last local host is gone, and with it ${place.bridge} and ${place.directory}`);
  });
}

/** Removes the folder, file by file: other people's files stay. */
async function removeFiles(place: Place): Promise<void> {
  for (const folder of [place.hosts, place.addresses]) await rm(folder, { recursive: true, force: true });
  const keys = [`${place.key}.draft.pub`, `${place.key}.draft`, `${place.key}.pub`, place.key];
  for (const path of [...keys, place.network, idFile(place.directory)]) await rm(path, { force: true });
  removeDrafts(place.network);
  if (existsSync(place.directory) && (await readdir(place.directory)).length === 0)
    await rmdir(place.directory);
}

function requireRights({ directory }: Place): void {
  const problem = rightsProblem() ?? copyProblem(directory);
  if (problem) throw new Error(problem);
}
