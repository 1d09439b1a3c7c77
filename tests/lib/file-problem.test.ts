import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileProblem } from "../../lib/file-problem";
import { projectFolder } from "../../toolchain/shared/project";

const error = (code: string, path?: string, syscall = "open") =>
  Object.assign(new Error(`${code}: said by the system`), { code, path, syscall });

test.each([
  ["EACCES", "you have no right to it"],
  ["EROFS", "its file system is read-only"],
  ["ENOSPC", "the disk is full"],
])("%s is said with the file, the reason and what to do", (code, reason) => {
  expect(fileProblem(error(code, "/data/x"))).toBe(
    `/data/x cannot be used: ${reason}. Change that and run again.`,
  );
});

test("for the cache there is another way", () => {
  expect(fileProblem(error("EACCES", "/home/me/.cache/pulumi-docker-machine-swarm"))).toMatch(
    /, or name another folder for what is downloaded or built in XDG_CACHE_HOME\.$/,
  );
});

test("any other error is left as it is", () => {
  for (const other of [error("ENOENT", "/data/x"), error("EACCES"), new TypeError("x"), undefined])
    expect(fileProblem(other)).toBeUndefined();
});

test("npm start in a home that cannot be used says so in a sentence, not in a stack trace", async () => {
  const folder = mkdtempSync(join(tmpdir(), "no-home-"));
  writeFileSync(join(folder, "file"), "");
  const env = { ...process.env, HOME: join(folder, "file"), XDG_CACHE_HOME: undefined };
  const stderr = await new Promise<string>((resolve) =>
    execFile(process.execPath, ["toolchain/start.js"], { cwd: projectFolder, env }, (_error, _out, said) =>
      resolve(said),
    ),
  );
  rmSync(folder, { recursive: true });

  expect(stderr).toMatch(
    /^error: .*file.* cannot be used: a part of its path is no folder\. .*XDG_CACHE_HOME\.$/m,
  );
  expect(stderr).not.toContain("    at ");
}, 30_000);
