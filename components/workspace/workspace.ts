import { existsSync, mkdirSync, readdirSync, rmdirSync } from "node:fs";
import { dirname, isAbsolute, join, relative, resolve, sep } from "node:path";
import { realPath } from "../../lib/real-path";
import type { Host, HostKind, Report } from "../hosts/host";
import { hostKinds } from "../machine/drivers";
import { removeMachine } from "../machine/remove";
import type { MachineSpec } from "../machine/spec";
import { dropEmptyStore } from "../machine/store/folder";
import { listRemembered } from "../machine/store/notes";
import { hostClaim, machineClaim } from "./claim";
import { takenFolderProblem, unmarkFolders, type WorkspaceSpec } from "./folders";

/**
 * Creates the folder of a cluster, readable by its owner only; one that exists may be somebody's, and stays as it is.
 * The store's certificates need no preparation: its first machine creates them, under the store's lock.
 * @throws when the folder belongs to a stack that was renamed
 */
export function prepareWorkspace(spec: WorkspaceSpec): void {
  const problem = takenFolderProblem(spec);
  if (problem) throw new Error(problem);
  mkdirSync(resolve(spec.directory), { recursive: true, mode: 0o700 });
}

/**
 * Removes what is left of a cluster when all its resources are gone: machines and hosts of a run that was killed before
 * Pulumi knew of them, an empty store, an empty folder. What is absent is no error. A store outside the folder may
 * belong to others: only machines on the folder's own hosts are removed from it.
 *
 * Pulumi may call this of a folder that is in use, as after a rename and back. So nothing at all is removed where a
 * machine or host may be a node of a living swarm.
 * @param report gets a line for each thing that was left behind
 * @throws after everything was tried: with the message of each thing that cannot be removed
 */
export async function sweepWorkspace(spec: WorkspaceSpec, report: Report): Promise<void> {
  const machines = listRemembered(spec.storePath).filter((machine) => isOurs(machine, spec));
  const hosts = await Promise.all(hostKinds.map((kind) => kind.list(folderOf(kind, spec))));
  const claims = await claimsOf(spec, machines, hosts);
  if (claims.size > 0) return report(keptText(spec, claims));
  const names = new Set([...machines, ...hosts.flat()].map(({ name }) => name));
  const problems = [
    ...(await problemsOf(machines.map((machine) => removeMachine(machine, () => undefined)))),
    ...(await problemsOf(hostKinds.map((kind) => removeHosts(kind, folderOf(kind, spec))))),
  ];
  if (problems.length > 0) throw new Error(problems.join("\n"));
  for (const name of names) report(`[${name}] was left behind by an interrupted run: removed`);
  if (isInside(spec)) await dropEmptyStore(spec.storePath);
  for (const kind of hostKinds) dropIfEmpty(folderOf(kind, spec));
  unmarkFolders(spec);
  dropUpwards(resolve(spec.directory), process.cwd());
}

/** Why machines and hosts may belong to somebody, by name. */
async function claimsOf(
  spec: WorkspaceSpec,
  machines: readonly MachineSpec[],
  hosts: readonly (readonly Host[])[],
): Promise<Map<string, string>> {
  const looks = [
    ...machines.map(async (machine) => [machine.name, await machineClaim(machine)] as const),
    ...hostKinds.flatMap((kind, index) =>
      hosts[index]!.map(
        async ({ name }) => [name, await hostClaim(kind, folderOf(kind, spec), name)] as const,
      ),
    ),
  ];
  const claims = await Promise.all(looks);
  return new Map(claims.flatMap(([name, claim]) => (claim ? [[name, claim]] : [])));
}

function keptText({ directory }: WorkspaceSpec, claims: ReadonlyMap<string, string>): string {
  const each = [...claims].map(([name, claim]) => `${name} ${claim}`);
  return (
    `Kept ${resolve(directory)}, with all machines in it: ${each.join(", ")}. A stack that has them in its state removes ` +
    "them with pulumi destroy. If none has, take them out of their swarm (docker swarm leave --force) and remove them: " +
    "npm run hosts -- ls and npm run hosts -- rm for local hosts, npm run machine -- rm for other machines."
  );
}

/** The folder of a cluster's hosts of one kind. */
function folderOf(kind: HostKind, { directory }: WorkspaceSpec): string {
  return join(resolve(directory), kind.folder);
}

/** A machine on a host of ours belongs to the host's folder; any other to the folder its store is in. */
function isOurs(machine: MachineSpec, spec: WorkspaceSpec): boolean {
  if (!machine.local) return isInside(spec);
  const { directory } = machine.local;
  return hostKinds.some((kind) => realPath(directory) === realPath(folderOf(kind, spec)));
}

/** Whether the store is in the cluster's folder, and so the cluster's own. */
function isInside({ directory, storePath }: WorkspaceSpec): boolean {
  const path = relative(realPath(directory), realPath(storePath));
  return path !== "" && path.split(sep)[0] !== ".." && !isAbsolute(path);
}

/** Where there cannot be hosts, and are none, nothing needs the rights to remove them. */
async function removeHosts(kind: HostKind, folder: string): Promise<void> {
  if (existsSync(folder) || !kind.rightsProblem()) await kind.downAll(folder, () => undefined);
}

async function problemsOf(work: readonly Promise<unknown>[]): Promise<string[]> {
  const results = await Promise.allSettled(work);
  return results.flatMap((result) =>
    result.status === "rejected" ? [(result.reason as Error).message] : [],
  );
}

function dropIfEmpty(folder: string): void {
  if (existsSync(folder) && readdirSync(folder).length === 0) rmdirSync(folder);
}

/** Drops a folder and then its parents that are empty now, up to the project's; outside of it only the folder. */
function dropUpwards(folder: string, project: string): void {
  dropIfEmpty(folder);
  const around = dirname(folder);
  if (!existsSync(folder) && around.startsWith(project + sep)) dropUpwards(around, project);
}
