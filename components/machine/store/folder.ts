import { chmodSync, existsSync, mkdirSync, readdirSync, rmdirSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { ensureCertificates } from "./certificates";
import { withLock } from "../../../lib/lock";
import { createSeconds } from "../tool/call";
import { notesFolder, rememberSpec } from "./notes";
import type { MachineSpec } from "../spec";
import { listMachines } from "./record";

/** Tells a store that was created here, and may be removed here, from one that belongs to somebody else. */
const ownMark = "made-by-pulumi-docker-machine-swarm";

/**
 * Prepares a store for a machine: folder, certificates, no crash reports. The machine's spec is remembered under
 * the same lock, so that from then on the store does not look empty.
 */
export async function prepareStore(
  spec: MachineSpec,
  binary: string,
  report: (line: string) => void,
): Promise<void> {
  const store = resolve(spec.storePath);
  await withStoreLock(store, async () => {
    claimStore(store);
    rememberSpec(spec);
    await ensureCertificates(spec, binary, report);
  });
}

/** Takes a folder that holds nothing yet for a store, readable by this user only; docker-machine reports no crashes from it. */
export function claimStore(storePath: string): void {
  const store = resolve(storePath);
  mkdirSync(store, { recursive: true, mode: 0o700 });
  if (isUnused(store)) {
    chmodSync(store, 0o700);
    writeFileSync(join(store, ownMark), "");
  }
  writeFileSync(join(store, "no-error-report"), "");
}

/** Whether a store was created here, and is not somebody else's. */
export function isOwnStore(storePath: string): boolean {
  return existsSync(join(resolve(storePath), ownMark));
}

/** Does some work on one machine while no other process works on it. */
export function withMachineLock<T>(spec: MachineSpec, work: () => Promise<T>): Promise<T> {
  const file = join(locksFolder(resolve(spec.storePath)), `machine-${spec.name}.lock`);
  const timeoutSeconds = createSeconds(spec) + 120;
  return withFolderLock(file, `machine ${spec.name}`, work, timeoutSeconds);
}

/** Restarts engines for new certificates one after the other, so that a swarm keeps its quorum. */
export function withRenewalLock<T>(spec: MachineSpec, work: () => Promise<T>): Promise<T> {
  const file = join(locksFolder(resolve(spec.storePath)), "renewal.lock");
  return withFolderLock(file, "the renewal of certificates", work, 10 * createSeconds(spec));
}

/** Removes a store created here once its last machine is gone, certificates and all; any other store stays. */
export async function dropEmptyStore(storePath: string): Promise<void> {
  const store = resolve(storePath);
  if (!existsSync(store)) return;
  await withStoreLock(store, async () => {
    const specs = notesFolder(store);
    const isEmpty =
      listMachines(store).length === 0 && (!existsSync(specs) || readdirSync(specs).length === 0);
    if (!isEmpty || !isOwnStore(store)) return;
    for (const entry of readdirSync(store)) {
      if (entry !== "locks") rmSync(join(store, entry), { recursive: true, force: true });
    }
  });
  await dropDeadLocks(locksFolder(store));
  dropIfEmpty(locksFolder(store));
  dropIfEmpty(store);
}

/** Does some work on what all machines of a store share, while no other process does. */
export function withStoreLock<T>(store: string, work: () => Promise<T>): Promise<T> {
  mkdirSync(store, { recursive: true, mode: 0o700 });
  return withFolderLock(join(locksFolder(store), "store.lock"), `the machine store ${store}`, work, 120);
}

/** withLock in a folder that another process, done with the store, may remove at that very moment. */
async function withFolderLock<T>(
  file: string,
  what: string,
  work: () => Promise<T>,
  timeoutSeconds: number,
): Promise<T> {
  for (;;) {
    let begun = false;
    const begin = () => {
      begun = true;
      return work();
    };
    try {
      return await withLock(file, what, begin, { timeoutSeconds });
    } catch (error) {
      if (begun || (error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    }
  }
}

/** Taking a lock without waiting takes over, and so removes, one whose process was killed; others stay. */
async function dropDeadLocks(folder: string): Promise<void> {
  const files = existsSync(folder) ? readdirSync(folder).filter((file) => file.endsWith(".lock")) : [];
  for (const file of files) {
    await withLock(join(folder, file), file, () => Promise.resolve(), { timeoutSeconds: 0 }).catch(
      () => undefined,
    );
  }
}

function locksFolder(store: string): string {
  return join(store, "locks");
}

function isUnused(store: string): boolean {
  return readdirSync(store).every((entry) => entry === "locks");
}

// Whoever waits for a lock in it keeps the folder, and finds the store as it was before its first machine.
function dropIfEmpty(folder: string): void {
  try {
    rmdirSync(folder);
  } catch {
    // Not empty, or removed by another process.
  }
}
