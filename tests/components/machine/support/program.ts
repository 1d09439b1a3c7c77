import { chmodSync, writeFileSync } from "node:fs";

/** Writes a script of the shell that can be executed. */
export function writeProgram(file: string, text: string): void {
  writeFileSync(file, `#!/bin/sh\n${text}\n`);
  chmodSync(file, 0o755);
}
