import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { lockedStackAdvice } from "../../../toolchain/pulumi/run";
import { newFolder, removeFolders } from "../support";

afterAll(removeFolders);

/** A file backend with one lock, as pulumi leaves it. */
function backend(lock: object): string {
  const folder = newFolder();
  const locks = join(folder, ".pulumi", "locks", "organization", "swarm", "dev");
  mkdirSync(locks, { recursive: true });
  writeFileSync(join(locks, "0b34.json"), JSON.stringify(lock));
  return folder;
}

test("the lock of a pulumi that was killed brings the advice to cancel", () => {
  const { pid } = spawnSync("true");
  expect(lockedStackAdvice(backend({ pid, hostname: hostname() }))).toContain("npm run pulumi -- cancel");
});

test("the lock of one that works brings the advice to wait, and none to cancel", () => {
  expect(lockedStackAdvice(backend({ pid: process.pid, hostname: hostname() }))).toBe(
    `Another pulumi works on a stack of this folder (process ${process.pid}): wait for its end.`,
  );
});

test("a lock of another computer, or none at all, brings no advice", () => {
  expect(lockedStackAdvice(backend({ pid: spawnSync("true").pid, hostname: "elsewhere" }))).toBeUndefined();
  expect(lockedStackAdvice(newFolder())).toBeUndefined();
});
