import { existsSync, mkdirSync, readdirSync, rmdirSync } from "node:fs";
import { dirname, isAbsolute, join, relative, resolve, sep } from "node:path";
import { listLocalHosts } from "../hosts/local/inventory";
import { removeAllLocalHosts } from "../hosts/local/remove";
import { placeOf } from "../hosts/local/paths";
import { rightsProblem } from "../hosts/local/requirements";
import { listRemembered } from "../machine/store/notes";
import { removeMachine } from "../machine/remove";
import type { MachineSpec } from "../machine/spec";
import { dropEmptyStore } from "../machine/store/folder";

/** Where a cluster has what belongs to it alone. Plain data: it crosses a process border. */
export interface WorkspaceSpec {
  /** Folder of the cluster, relative to the project or absolute. Its local hosts are in the folder `hosts` there. */
  readonly directory: string;
  /** Folder of docker-machine's store, in that folder or elsewhere. */
  readonly storePath: string;
}

/** Where lines of progress go. */
export type Report = (line: string) => void;

/**
 * Makes the folder of a cluster, for its owner's eyes only; one that is there may be somebody's, and stays as it is.
 * The store's certificates need no preparation: its first machine makes them, under the store's lock.
 */
export function prepareWorkspace(spec: WorkspaceSpec): void {
  mkdirSync(resolve(spec.directory), { recursive: true, mode: 0o700 });
}

/**
 * Removes what is left of a cluster when all its resources are gone: machines and hosts of a run that was killed before
 * Pulumi knew of them, an empty store, an empty folder. What is not there is no error. A store outside the folder may
 * be other people's: of it only machines on the folder's own local hosts are taken.
 * @param report gets a line for each thing that was left behind
 * @throws after all was tried: with the message of each thing that cannot be removed
 */
export async function sweepWorkspace(spec: WorkspaceSpec, report: Report): Promise<void> {
  const hosts = hostsFolder(spec);
  const machines = listRemembered(spec.storePath).filter((machine) => isOurs(machine, spec));
  const names = new Set(machines.map(({ name }) => name));
  for (const { name } of await listLocalHosts(hosts)) names.add(name);
  const failures = await failuresOf(machines.map((machine) => removeMachine(machine, () => undefined)));
  // Where there cannot be hosts, and are none, nothing needs the rights to remove them.
  if (existsSync(hosts) || !rightsProblem())
    failures.push(...(await failuresOf([removeAllLocalHosts(hosts, () => undefined)])));
  if (failures.length > 0) throw new Error(failures.join("\n"));
  for (const name of names) report(`[${name}] was left behind by an interrupted run: removed`);
  if (isInside(spec)) await dropEmptyStore(spec.storePath);
  dropIfEmpty(hosts);
  dropUpwards(resolve(spec.directory), process.cwd());
}

function hostsFolder({ directory }: WorkspaceSpec): string {
  return join(resolve(directory), "hosts");
}

/** A machine on a local host is its folder's; any other that of the folder its store is in. */
function isOurs(machine: MachineSpec, spec: WorkspaceSpec): boolean {
  if (!machine.local) return isInside(spec);
  return placeOf(machine.local.directory).id === placeOf(hostsFolder(spec)).id;
}

/** Whether the store is in the cluster's folder, and so the cluster's own. */
function isInside({ directory, storePath }: WorkspaceSpec): boolean {
  const [outer, inner] = [placeOf(directory).directory, placeOf(storePath).directory];
  const path = relative(outer, inner);
  return path !== "" && path.split(sep)[0] !== ".." && !isAbsolute(path);
}

async function failuresOf(work: readonly Promise<unknown>[]): Promise<string[]> {
  const results = await Promise.allSettled(work);
  return results.flatMap((result) =>
    result.status === "rejected" ? [(result.reason as Error).message] : [],
  );
}

function dropIfEmpty(folder: string): void {
  if (existsSync(folder) && readdirSync(folder).length === 0) rmdirSync(folder);
}

/** Drops a folder and then those around it that are empty now, up to the project's; outside of it only the folder. */
function dropUpwards(folder: string, project: string): void {
  dropIfEmpty(folder);
  const around = dirname(folder);
  if (!existsSync(folder) && around.startsWith(project + sep)) dropUpwards(around, project);
}
