import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { replaceFile } from "../../../lib/atomic-write";
import { isOwnStore } from "./folder";
import { inStore, outOfStore, storeOf } from "./portable-record";
import { listMachines, machineFolder } from "./record";

/**
 * Makes docker-machine find a machine's keys and certificates after the store was moved: its records hold absolute
 * paths, and it has no command for that. A store that was not created here is left alone.
 */
export function relocateMachine({ storePath, name }: { storePath: string; name: string }): void {
  const file = join(machineFolder(storePath, name), "config.json");
  const text = existsSync(file) ? readFileSync(file, "utf8") : "";
  const [former, store] = [storeOf(text, name), resolve(storePath)];
  if (!former || former === store || !isOwnStore(store)) return;
  replaceFile(file, inStore(outOfStore(text, name)!, store), { mode: 0o600 });
}

/** The same for all machines of a store. */
export function relocateStore(storePath: string): void {
  for (const name of listMachines(storePath)) relocateMachine({ storePath, name });
}
