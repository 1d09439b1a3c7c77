import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { cacheFolder } from "../../../lib/cache";

/** Release of Debian in the hosts, and the number of debian.ts's recipe: one higher with every change of its result. */
const BASE_VERSION = "trixie-1";

/** Folder of the root file system that all hosts share, whether it exists yet or not. */
export function baseFolder(): string {
  return cacheFolder("local-base", BASE_VERSION);
}

/** Folder with a file for each folder of hosts on this computer, running or not: its id, and in it its path. */
export function registryFolder(): string {
  return `${baseFolder()}.users`;
}

/** Notes where the folder of hosts with an id is. */
export function register(id: string, directory: string): void {
  if (registered(id) === directory) return;
  mkdirSync(registryFolder(), { recursive: true });
  writeFileSync(join(registryFolder(), id), directory);
}

/** Takes that note back. */
export function unregister(id: string): void {
  rmSync(join(registryFolder(), id), { force: true });
}

/** Where the folder with an id was when it was last used; undefined where nothing is known of it. */
export function registered(id: string): string | undefined {
  const file = join(registryFolder(), id);
  return existsSync(file) ? readFileSync(file, "utf8") : undefined;
}

/** The ids of all folders of hosts that are registered. */
export function registeredIds(): string[] {
  return existsSync(registryFolder()) ? readdirSync(registryFolder()) : [];
}
