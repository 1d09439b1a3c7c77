import { randomUUID } from "node:crypto";
import { link, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { readFileSync } from "node:fs";
import { dirname } from "node:path";

/** How long a lock is waited for. */
export interface LockOptions {
  /** Deadline of the wait in seconds. @default 600 */
  readonly timeoutSeconds?: number;
  /** Gets a line after a second of waiting, and then every half minute. @default nobody */
  readonly onWait?: (line: string) => void;
}

/**
 * Does some work while no other process does work under the same lock file. The lock of a process that died is taken
 * over. Not reentrant: work that asks for its own lock again waits for the deadline.
 * @param path the lock file: made, with its folder, and removed again
 * @param what the thing that is locked, for messages: "the certificates in .state/machines"
 * @returns what the work returns
 * @throws when the lock is not free before the deadline: names its owner; and what the work throws
 */
export async function withLock<T>(
  path: string,
  what: string,
  work: () => Promise<T>,
  options: LockOptions = {},
): Promise<T> {
  await mkdir(dirname(path), { recursive: true });
  await waitForLock(path, what, options);
  try {
    return await work();
  } finally {
    await rm(path, { force: true });
  }
}

async function waitForLock(path: string, what: string, options: LockOptions): Promise<void> {
  const seconds = options.timeoutSeconds ?? 600;
  const start = Date.now();
  let nextLine = start + 1000;
  for (let owner = await acquire(path); owner; owner = await acquire(path)) {
    const holder = `process ${owner.pid} holds ${path} since ${owner.since}`;
    if (Date.now() > start + seconds * 1000)
      throw new Error(
        `Cannot lock ${what} within ${seconds} s: ${holder}. Let it finish, or end it, and run the same command ` +
          "again; if no such process works here, remove that file.",
      );
    if (Date.now() > nextLine) {
      options.onWait?.(`waiting for ${what}: ${holder}`);
      nextLine += 30_000;
    }
    await new Promise((wake) => setTimeout(wake, 50));
  }
}

interface Owner {
  readonly pid: number;
  /** Tells a process from a later one with the same id; empty where the system does not say. */
  readonly startTime: string;
  readonly since: string;
  /** Tells this lock from every later one. */
  readonly nonce: string;
}

/** Takes the lock, or returns who has it. */
async function acquire(path: string): Promise<Owner | undefined> {
  const holder = await readOwner(path);
  if (holder && isAlive(holder)) return holder;
  if (holder) await dropDead(path, holder);
  return (await create(path)) ? undefined : acquire(path);
}

/** Makes the lock file, unless there is one. */
async function create(path: string): Promise<boolean> {
  const nonce = randomUUID();
  const draft = `${path}.${nonce}`;
  const since = new Date().toISOString();
  const owner: Owner = { pid: process.pid, startTime: startTime(process.pid) ?? "", since, nonce };
  // Written aside and then linked: the lock file appears at once and whole, or not at all.
  await writeFile(draft, JSON.stringify(owner));
  try {
    await link(draft, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  } finally {
    await rm(draft, { force: true });
  }
}

// Only who holds the lock of this very death may drop the dead lock, so that nobody drops its successor's by mistake.
async function dropDead(path: string, dead: Owner): Promise<void> {
  await withLock(`${path}.${dead.nonce}.dead`, `the removal of ${path}`, async () => {
    if ((await readOwner(path))?.nonce === dead.nonce) await rm(path, { force: true });
  });
}

async function readOwner(path: string): Promise<Owner | undefined> {
  try {
    return JSON.parse(await readFile(path, "utf8")) as Owner;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    // Lock files appear whole, so only a crash of the whole computer leaves one that says nothing.
    if (error instanceof SyntaxError) return { pid: 0, startTime: "", since: "", nonce: "unreadable" };
    throw error;
  }
}

function isAlive(owner: Owner): boolean {
  if (owner.pid === 0) return false;
  try {
    process.kill(owner.pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ESRCH") return false;
  }
  return startTime(owner.pid) === (owner.startTime || undefined) || process.platform !== "linux";
}

/** Start of a process in clock ticks since boot, as Linux tells it; undefined for a zombie, and elsewhere. */
function startTime(pid: number): string | undefined {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, "latin1")
      .replace(/^.*\) /s, "")
      .split(" ");
    return fields[0] === "Z" || fields[0] === "X" ? undefined : fields[19];
  } catch {
    return undefined;
  }
}
