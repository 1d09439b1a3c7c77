import { existsSync, readFileSync } from "node:fs";
import { join, resolve, sep } from "node:path";
import { replaceFile } from "../../../lib/atomic-write";
import { isOwnStore } from "./folder";
import { listMachines, machineFolder } from "./record";

/**
 * Makes docker-machine find a machine's keys and certificates after the store was moved: its records hold absolute
 * paths, and it has no command for that. A store that was not created here is left alone.
 */
export function relocateMachine({ storePath, name }: { storePath: string; name: string }): void {
  const file = join(machineFolder(storePath, name), "config.json");
  const record = readRecord(file);
  const [former, store] = [record && storeOf(record, name), resolve(storePath)];
  if (!former || former === store || !isOwnStore(store)) return;
  const moved = (value: unknown): unknown => {
    if (typeof value === "string") return isIn(value, former) ? store + value.slice(former.length) : value;
    if (Array.isArray(value)) return value.map(moved);
    if (value === null || typeof value !== "object") return value;
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, moved(each)]));
  };
  replaceFile(file, JSON.stringify(moved(record), undefined, 4), { mode: 0o600 });
}

/** The same for all machines of a store. */
export function relocateStore(storePath: string): void {
  for (const name of listMachines(storePath)) relocateMachine({ storePath, name });
}

interface PathsOfRecord {
  readonly Driver?: { readonly StorePath?: string };
  readonly HostOptions?: { readonly AuthOptions?: { readonly StorePath?: string } };
}

/** The store as the record has it. */
function storeOf({ Driver, HostOptions }: PathsOfRecord, name: string): string | undefined {
  const end = `${sep}${join("machines", name)}`;
  const own = HostOptions?.AuthOptions?.StorePath;
  return Driver?.StorePath || (own?.endsWith(end) ? own.slice(0, -end.length) : undefined);
}

function isIn(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder + sep);
}

/** A record that cannot be read has no paths that could be mended. */
function readRecord(file: string): PathsOfRecord | undefined {
  try {
    const record: unknown = existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : undefined;
    return record !== null && typeof record === "object" ? record : undefined;
  } catch {
    return undefined;
  }
}
