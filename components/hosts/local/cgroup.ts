import { readFileSync } from "node:fs";
import { mkdir, readdir, readFile, rmdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { done, notYet, waitFor } from "../../../lib/wait";

/** Where cgroup 2 is on this computer. */
export interface CgroupMount {
  readonly path: string;
  /** Whether it is all there is, as on current distributions, and not one hierarchy beside those of version 1. */
  readonly pure: boolean;
}

/** Finds cgroup 2; undefined where it is not mounted. */
export function findCgroupMount(): CgroupMount | undefined {
  const mounts = readFileSync("/proc/self/mountinfo", "utf8").split("\n");
  const path = mounts.find((line) => line.includes(" - cgroup2 "))?.split(" ")[4];
  return path === undefined ? undefined : { path, pure: path === "/sys/fs/cgroup" };
}

/** Creates the cgroup that will hold all processes of a host, and returns its folder. */
export async function makeCgroup(unique: string): Promise<string> {
  const folder = cgroupFolder(unique);
  await mkdir(folder, { recursive: true });
  return folder;
}

/** Whether any process of the host lives. */
export async function isPopulated(unique: string): Promise<boolean> {
  const events = await readFile(join(cgroupFolder(unique), "cgroup.events"), "utf8").catch(() => "");
  return /^populated 1$/m.test(events);
}

/** Process id of the host's init, as this computer sees it; undefined before it has begun. */
export async function initProcess(unique: string): Promise<number | undefined> {
  const list = join(cgroupFolder(unique), "payload", "init.scope", "cgroup.procs");
  const first = (await readFile(list, "utf8").catch(() => "")).split("\n")[0];
  return first ? Number(first) : undefined;
}

/**
 * Kills every process of a host at once and removes its cgroup. An absent cgroup is no error.
 * @throws when processes are left after 30 s: lists them
 */
export async function destroyCgroup(unique: string): Promise<void> {
  const folder = cgroupFolder(unique);
  const look = async () => {
    // Each time, since a process that was just joining the cgroup may have been missed.
    await killAll(folder);
    if (await removeTree(folder)) return done(undefined);
    const left = await processesIn(folder);
    return notYet(`processes ${left.join(", ")}; look at them with ps, then run again`);
  };
  await waitFor({ what: `the processes of ${unique} to end`, seconds: 30, look, everyMs: 10 });
}

/** Names of all cgroups of hosts that begin so. */
export async function listCgroups(prefix: string): Promise<string[]> {
  const mount = findCgroupMount();
  const names = mount ? await readdir(mount.path) : [];
  return names.filter((name) => name.startsWith(prefix));
}

function cgroupFolder(unique: string): string {
  return join(findCgroupMount()?.path ?? "/sys/fs/cgroup", unique);
}

async function killAll(folder: string): Promise<void> {
  try {
    await writeFile(join(folder, "cgroup.kill"), "1", { flag: "r+" });
  } catch {
    // Linux before 5.14 has no such file, and a cgroup that is gone has nothing to kill.
    for (const pid of await processesIn(folder)) killProcess(pid);
  }
}

function killProcess(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It ended by itself.
  }
}

async function processesIn(folder: string): Promise<number[]> {
  const own = await readFile(join(folder, "cgroup.procs"), "utf8").catch(() => "");
  const below = await Promise.all((await foldersIn(folder)).map(processesIn));
  return [...own.split("\n").filter(Boolean).map(Number), ...below.flat()];
}

/** Removes a cgroup with all below it, deepest first; false while something in it lives. */
async function removeTree(folder: string): Promise<boolean> {
  for (const below of await foldersIn(folder)) if (!(await removeTree(below))) return false;
  try {
    await rmdir(folder);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ENOENT";
  }
}

async function foldersIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isDirectory()).map((entry) => join(folder, entry.name));
}
