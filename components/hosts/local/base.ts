import { randomUUID } from "node:crypto";
import { readdir, rename, rm } from "node:fs/promises";
import { existsSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { withLock } from "../../../lib/lock";
import { makeDebian } from "./debian";
import { baseFolder, registered, registeredIds, registryFolder } from "./registry";

// Long, for slow mirrors: what it does is on the screen.
const BOOTSTRAP_SECONDS = 3600;

/**
 * The root file system that all hosts share: Debian with the Docker Engine, created once on this computer (1 to 2
 * minutes, 0.5 GB) and kept in the user's cache. DEBIAN_MIRROR names another mirror than debootstrap's own.
 * @param report gets a line of progress every few seconds
 * @returns its absolute path
 * @throws when debootstrap fails: with its last words
 */
export async function ensureBase(report: (line: string) => void): Promise<string> {
  const base = baseFolder();
  if (existsSync(base)) return base;
  const make = async () => {
    if (existsSync(base)) return;
    await removeDrafts();
    const draft = draftFolder();
    await makeDebian(draft, BOOTSTRAP_SECONDS, report);
    await rename(draft, base);
  };
  const waiting = { timeoutSeconds: BOOTSTRAP_SECONDS, onWait: report };
  await withLock(`${base}.lock`, "the Debian base of the local hosts", make, waiting);
  return base;
}

/**
 * Removes the shared root file system from the cache; it is created again when it is needed.
 * @throws when there are hosts that stand on it: names their folders
 */
export async function removeBase(): Promise<void> {
  const base = baseFolder();
  await withLock(`${base}.lock`, "the Debian base of the local hosts", async () => {
    const users = baseUsers();
    if (users.length > 0)
      throw new Error(
        `The Debian base ${base} is in use by the hosts in ${users.join(", ")}: remove these first (pulumi destroy).`,
      );
    await removeDrafts();
    await rm(registryFolder(), { recursive: true, force: true });
    if (existsSync(base)) await rename(base, draftFolder());
    await removeDrafts();
  });
}

/** All folders of this computer that have hosts on the base, running or not. */
export function baseUsers(): string[] {
  return registeredIds()
    .flatMap((id) => registered(id) ?? [])
    .filter((folder) => existsSync(folder));
}

// A new name each time: the debootstrap of a killed run may need some seconds to end.
function draftFolder(): string {
  return `${baseFolder()}.draft-${randomUUID()}`;
}

/** What killed runs left. */
async function removeDrafts(): Promise<void> {
  const base = baseFolder();
  for (const name of await readdir(dirname(base)))
    if (name.startsWith(`${basename(base)}.draft-`))
      await rm(join(dirname(base), name), { recursive: true, force: true, maxRetries: 10 });
}
