import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

const made: string[] = [];

/** A new folder that is gone after the test file, if it calls removeFolders. */
export function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "toolchain-"));
  made.push(folder);
  return folder;
}

/** Removes all that newFolder made. */
export function removeFolders(): void {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true });
}

/** A program that prints some text, in a folder that may be put on PATH. */
export function fakeProgram(folder: string, name: string, text = "", exitCode = 0): string {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, name);
  writeFileSync(file, `#!/bin/sh\necho '${text}'\nexit ${exitCode}\n`);
  chmodSync(file, 0o755);
  return file;
}

/**
 * A project with some files of the package @pulumi/pulumi.
 * @param files their texts, by their paths in the package
 * @returns a file of the project, from which the package is found
 */
export function fakeSdk(files: Record<string, string>): string {
  const folder = newFolder();
  for (const [name, text] of Object.entries(files)) {
    const file = join(folder, "node_modules/@pulumi/pulumi", name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  return join(folder, "index.js");
}

/** Steps that keep their lines instead of printing them. */
export function keptLines(): { lines: string[]; write: (line: string) => void } {
  const lines: string[] = [];
  return { lines, write: (line) => lines.push(line) };
}
