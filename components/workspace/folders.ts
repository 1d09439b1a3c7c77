import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { realPath } from "../../lib/real-path";
import { listRemembered } from "../machine/store/notes";

/** Where a cluster keeps what belongs to it alone. Plain data: it crosses a process border. */
export interface WorkspaceSpec {
  /** Folder of the cluster, relative to the project or absolute. Its hosts are in folders there, one a kind. */
  readonly directory: string;
  /** Folder of docker-machine's store, in that folder or elsewhere. */
  readonly storePath: string;
}

/** Who a cluster belongs to, and the folders that its arguments state. */
export interface WorkspaceOwner {
  readonly project: string;
  readonly stack: string;
  /** Name of the cluster. */
  readonly name: string;
  /** As stated; undefined where the cluster's own will do. */
  readonly stated: Partial<WorkspaceSpec>;
}

/** The folders of a new cluster: the stated ones, else those that have the names of its stack and its own. */
export function newFolders({ stack, name, stated }: WorkspaceOwner): WorkspaceSpec {
  const directory = stated.directory ?? `.state/${stack}/${name}`;
  return { directory, storePath: stated.storePath ?? `${directory}/machines` };
}

/**
 * The folders of a cluster that has some already: they stay, whatever its stack or it is called by now.
 * @param remembered the folders in the state
 * @throws when others are stated: machines cannot be moved
 */
export function keptFolders(owner: WorkspaceOwner, remembered: WorkspaceSpec): WorkspaceSpec {
  for (const key of ["directory", "storePath"] as const) {
    const stated = owner.stated[key];
    if (stated !== undefined && realPath(stated) !== realPath(remembered[key]))
      throw new Error(movedText(owner.name, key, stated, remembered[key]));
  }
  const named = newFolders(owner);
  // Before 0.2 a renamed stack got another folder, and an update that failed then left it without machines.
  const isAbandoned = listRemembered(remembered.storePath).length === 0;
  const isElsewhere = listRemembered(named.storePath).length > 0 && isFree(owner, named);
  return isAbandoned && isElsewhere ? named : remembered;
}

/**
 * Refuses the folder of a cluster that another stack has: that stack bore this one's name, was renamed, and keeps its
 * machines where they are. It is looked for in this clone's own backend; for others there is the note of its owner.
 * @throws naming that stack
 */
export function refuseClaimed(owner: WorkspaceOwner, { directory }: WorkspaceSpec): void {
  if (directory !== newFolders(owner).directory) return;
  const others = stacksOf(owner).filter((stack) => stack !== owner.stack);
  const claimant = others.find((stack) => readState(owner, stack).includes(inState(directory)));
  if (claimant === undefined) return;
  throw new Error(
    `The folder ${directory} belongs to stack ${claimant}, which was renamed: its machines are in it. To work on them, run ` +
      `npm run pulumi -- stack select ${claimant}; for machines of its own, give this stack another name, or another directory.`,
  );
}

/** A folder as the workspace of a stack has it, in the text of its state. */
function inState(directory: string): string {
  const quoted = (text: string) => JSON.stringify(text).slice(1, -1);
  return quoted(`"directory":${JSON.stringify(directory)}`);
}

/**
 * Folders that may be a cluster's, before its state can be asked: those of its names, else, as after a change of these,
 * all others beside them that no stack of this clone claims.
 */
export function possibleFolders(owner: WorkspaceOwner): WorkspaceSpec[] {
  const named = newFolders(owner);
  if (existsSync(named.storePath) || owner.stated.directory !== undefined) return [named];
  const others = namesIn(".state").filter((stack) => stack !== owner.stack && !isStack(owner, stack));
  return [named, ...others.map((stack) => newFolders({ ...owner, stack }))];
}

/**
 * Notes in a folder that bears the name of another stack whose it is, so that a new stack of that name does not take
 * its machines for its own; takes the note back where the folder bears the right name again.
 */
export function markFolders(owner: WorkspaceOwner, { directory }: WorkspaceSpec): void {
  const file = markFile(directory);
  if (realPath(directory) === realPath(newFolders(owner).directory)) rmSync(file, { force: true });
  else if (existsSync(directory) && readMark(directory) !== ownerName(owner))
    writeFileSync(file, ownerName(owner));
}

/**
 * Why a new cluster cannot have a folder; undefined where it can.
 */
export function takenFolderProblem({ directory }: WorkspaceSpec): string | undefined {
  const owner = readMark(directory);
  if (owner === undefined) return undefined;
  return (
    `The folder ${directory} belongs to ${owner}, which was renamed: its machines are in it. ` +
    "Set directory to another folder for this stack, or give the stack another name."
  );
}

/** Removes the note of a folder that is removed. */
export function unmarkFolders({ directory }: WorkspaceSpec): void {
  rmSync(markFile(directory), { force: true });
}

function isFree(owner: WorkspaceOwner, { directory }: WorkspaceSpec): boolean {
  return [undefined, ownerName(owner)].includes(readMark(directory));
}

function readMark(directory: string): string | undefined {
  return existsSync(markFile(directory)) ? readFileSync(markFile(directory), "utf8").trim() : undefined;
}

function markFile(directory: string): string {
  return join(directory, "owner");
}

function ownerName({ project, stack, name }: WorkspaceOwner): string {
  return `cluster ${name} of stack ${stack} of project ${project}`;
}

/** Whether this clone's own backend has a stack. */
function isStack(owner: WorkspaceOwner, stack: string): boolean {
  return existsSync(stateFile(owner, stack));
}

/** The stacks in this clone's own backend. */
function stacksOf({ project }: WorkspaceOwner): string[] {
  const files = namesIn(join(backend, project)).filter((name) => name.endsWith(".json"));
  return files.map((name) => name.slice(0, -".json".length));
}

function readState(owner: WorkspaceOwner, stack: string): string {
  return readFileSync(stateFile(owner, stack), "utf8");
}

function stateFile({ project }: WorkspaceOwner, stack: string): string {
  return join(backend, project, `${stack}.json`);
}

const backend = join(".state", "backend", ".pulumi", "stacks");

function namesIn(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder) : [];
}

function movedText(cluster: string, key: keyof WorkspaceSpec, stated: string, kept: string): string {
  return (
    `Cluster "${cluster}": ${key} "${stated}" is not where its machines are: these are in "${kept}", and cannot be ` +
    `moved. Set ${key} to "${kept}" or remove the setting; to have the machines elsewhere, run pulumi destroy first.`
  );
}
