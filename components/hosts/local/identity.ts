import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, readlinkSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { replaceFile } from "../../../lib/atomic-write";
import { findCgroupMount } from "./cgroup";
import { registered, registeredIds } from "./registry";

// What a folder's hosts have on the computer bears its id. The id is a value in the folder, so that a folder that is
// moved keeps its hosts. Folders of version 0.1.0 have none: theirs is a hash of the path they had.

/** The id of a folder of hosts; the folder need not be there (any more). */
export function idOf(directory: string): string {
  const own = writtenId(directory) ?? runningIn(directory);
  if (own) return own;
  const known = existsSync(directory)
    ? undefined
    : registeredIds().find((id) => registered(id) === directory);
  return known ?? hashOf(directory);
}

/** The id of a folder that is to get a host: the one it has, or a new one that no other folder had. */
export function newIdOf(directory: string): string {
  if (writtenId(directory) || runningIn(directory) || existsSync(join(directory, "hosts")))
    return idOf(directory);
  for (let number = 0; ; number++) {
    const id = hashOf(number === 0 ? directory : `${directory}\n${number}`);
    if (!isTaken(id, directory)) return id;
  }
}

/** Writes a folder's id into it. */
export function writeId(directory: string, id: string): void {
  if (writtenId(directory) !== id) replaceFile(idFile(directory), `${id}\n`);
}

/** File with the id, in a folder of hosts. */
export function idFile(directory: string): string {
  return join(directory, "id");
}

/** Ids and folders of all hosts that run on this computer, wherever their folders are by now. */
export function runningHosts(): { readonly id: string; readonly name: string; readonly directory: string }[] {
  return namesIn(findCgroupMount()?.path).flatMap((cgroup) => {
    const [, id, name] = /^sw-([0-9a-f]{6})-(.+)$/.exec(cgroup) ?? [];
    const folder = id && folderOf(join(findCgroupMount()!.path, cgroup));
    return folder ? [{ id: id!, name: name!, directory: dirname(dirname(folder)) }] : [];
  });
}

/**
 * Why nothing may be done with the hosts of a folder: it is a copy of another, whose hosts bear the same id. Undefined
 * where it is none.
 */
export function copyProblem(directory: string): string | undefined {
  const id = writtenId(directory);
  const original = id && originalOf(id, directory);
  if (!original) return undefined;
  return (
    `${directory} is a copy of ${original}, and the hosts of both would be the same: those of the original. ` +
    `Work there; or, to have hosts of its own here, remove the copy's state (rm -r on the stack's folder in .state, and ` +
    "pulumi stack rm --force --preserve-config), and run pulumi up. If the original is only a leftover, remove that folder."
  );
}

function originalOf(id: string, directory: string): string | undefined {
  const running = runningHosts().filter((host) => host.id === id);
  const noted = registered(id);
  const others = [
    ...running.map((host) => host.directory),
    ...(noted && writtenId(noted) === id ? [noted] : []),
  ];
  return others.find((other) => existsSync(other) && !isSame(other, directory));
}

function isSame(one: string, other: string): boolean {
  const [a, b] = [statSync(one), statSync(other)];
  return a.dev === b.dev && a.ino === b.ino;
}

function runningIn(directory: string): string | undefined {
  return runningHosts().find((host) => host.directory === directory)?.id;
}

/** Whether another folder has, or had, an id. Of a bridge its alias says whose it is. */
function isTaken(id: string, directory: string): boolean {
  const bridge = `/sys/class/net/sw-${id}`;
  if (!existsSync(bridge)) return registered(id) !== undefined;
  return !readText(join(bridge, "ifalias")).endsWith(directory);
}

/** The folder a host's first process was started in: Linux follows it wherever it is moved. */
function folderOf(cgroup: string): string | undefined {
  for (const group of [join(cgroup, "supervisor"), cgroup])
    for (const pid of readText(join(group, "cgroup.procs")).split("\n").filter(Boolean))
      try {
        return readlinkSync(`/proc/${pid}/cwd`).replace(/ \(deleted\)$/, "");
      } catch {
        // It ended just now.
      }
  return undefined;
}

function writtenId(directory: string): string | undefined {
  return /^[0-9a-f]{6}$/m.exec(readText(idFile(directory)))?.[0];
}

function hashOf(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 6);
}

function namesIn(folder: string | undefined): string[] {
  return folder && existsSync(folder) ? readdirSync(folder) : [];
}

function readText(path: string): string {
  try {
    return readFileSync(path, "utf8").trim();
  } catch {
    return "";
  }
}
