import { createHash } from "node:crypto";
import { appendFileSync, mkdirSync, writeFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { cacheFolder } from "../../../lib/cache";
import type { MachineSpec } from "../spec";

/** A file with all that docker-machine says while it works on a machine; what is shown is only a part of it. */
export interface ToolLog {
  /** Absolute path. It outlives the machine: a create that fails leaves no store. */
  readonly file: string;
  readonly line: (text: string) => void;
}

/** Begins the log of one command anew, readable by this user only. */
export function openLog(
  { storePath, name }: Pick<MachineSpec, "storePath" | "name">,
  command: string,
): ToolLog {
  const folder = cacheFolder("log");
  const store = createHash("sha256").update(resolve(storePath)).digest("hex").slice(0, 8);
  const file = join(folder, `${basename(name)}-${store}.log`);
  const at = () => new Date().toISOString();
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  writeFileSync(file, `${at()} docker-machine ${command} ${name} in ${resolve(storePath)}\n`, {
    mode: 0o600,
  });
  return { file, line: (text) => appendFileSync(file, `${at()} ${text}\n`) };
}
