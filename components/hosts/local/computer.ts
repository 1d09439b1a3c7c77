import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Report } from "../host";
import { idOf, runningHosts } from "./identity";
import { listHostsOf } from "./inventory";
import { interfaceNames } from "./links";
import { placeOf, type Place } from "./paths";
import { registered, registeredIds } from "./registry";
import { removeAll } from "./remove";

/** One folder of local hosts, as this computer knows it. */
export interface HostFolder {
  readonly id: string;
  /** Its path, where that is known. */
  readonly directory?: string;
  /** Whether the folder is there no more: nothing but removeFolder can remove its hosts. */
  readonly isGone: boolean;
  /** Its hosts: "node1 (running)". */
  readonly hosts: readonly string[];
}

/** All folders of local hosts that have anything on this computer, of whatever clone of this project. */
export async function listFolders(): Promise<HostFolder[]> {
  const running = runningHosts();
  const ids = new Set([...running.map(({ id }) => id), ...(await tracedIds()), ...registeredIds()]);
  const folders = await Promise.all([...ids].sort().map(folderOf));
  // What is registered of a folder that is gone says nothing, if there is nothing of it on the computer.
  const traced = new Set([...running.map(({ id }) => id), ...(await tracedIds())]);
  return folders.filter(({ id, isGone }) => !isGone || traced.has(id));
}

/**
 * Removes all hosts of a folder that this computer knows, with every trace of them, though the folder itself may be gone.
 * @throws when there is no such folder, or this process lacks the rights
 */
export async function removeFolder(id: string, report: Report): Promise<void> {
  const folder = (await listFolders()).find((each) => each.id === id);
  if (!folder) throw new Error(`There are no local hosts with id ${id}: npm run hosts -- ls lists all.`);
  await removeAll(placeWith(folder), report);
}

async function folderOf(id: string): Promise<HostFolder> {
  const running = runningHosts().filter((host) => host.id === id);
  const directory = running[0]?.directory ?? (await aliasOf(id)) ?? registered(id);
  const isGone = directory === undefined || !existsSync(directory) || idOf(directory) !== id;
  const known = isGone ? [] : await listHostsOf(placeOf(directory));
  const names = running.filter(({ name }) => !known.some((host) => host.name === name));
  const hosts = [
    ...known.map(({ name, state }) => `${name} (${state})`),
    ...names.map(({ name }) => `${name} (running)`),
  ];
  return { id, directory, isGone, hosts };
}

/** Of a folder that is gone another may have the path by now, whose files must stay. */
function placeWith({ id, directory, isGone }: HostFolder): Place {
  return placeOf(isGone ? `/nonexistent/${id}` : directory!, () => id);
}

/** Ids that interfaces and network namespaces of this computer bear. */
async function tracedIds(): Promise<string[]> {
  const names = [...(await interfaceNames()), ...(await readdir("/run/netns").catch(() => []))];
  return names.flatMap((name) => /^sw-([0-9a-f]{6})(-|$)/.exec(name)?.[1] ?? []);
}

/** What a folder's bridge says of it. */
async function aliasOf(id: string): Promise<string | undefined> {
  const alias = await readFile(join("/sys/class/net", `sw-${id}`, "ifalias"), "utf8").catch(() => "");
  return /^local hosts of (.+)$/m.exec(alias)?.[1];
}
