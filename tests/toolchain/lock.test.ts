import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { withLock } from "../../toolchain/lock";
import { newFolder, removeFolders } from "./support";

afterAll(removeFolders);

test("only one at a time does the work, and nothing is left behind", async () => {
  const folder = newFolder();
  let inside = 0;
  let most = 0;
  const work = () =>
    withLock(join(folder, "lock"), {}, async () => {
      most = Math.max(most, ++inside);
      await wait(5);
      inside--;
    });
  await Promise.all([work(), work(), work()]);
  expect(most).toBe(1);
  expect(readdirSync(folder)).toEqual([]);
});

test("the lock of a dead process is taken over at once", async () => {
  const file = join(newFolder(), "lock");
  const { pid } = spawnSync("true");
  writeFileSync(file, `${pid} 1`);
  await expect(withLock(file, { timeoutSeconds: 0 }, async () => "done")).resolves.toBe("done");
});

const onLinux = process.platform === "linux" ? test : test.skip;

onLinux("a lock is dead, too, when another process has got the id of its owner", async () => {
  const file = join(newFolder(), "lock");
  writeFileSync(file, `${process.pid} 1`);
  await expect(withLock(file, { timeoutSeconds: 0 }, async () => "done")).resolves.toBe("done");
});

test("waiting for a living process tells for whom, and ends", async () => {
  const file = join(newFolder(), "lock");
  const told: string[] = [];
  await withLock(file, {}, async () => {
    const second = withLock(
      file,
      { report: (line) => told.push(line), timeoutSeconds: 0.3 },
      async () => "done",
    );
    await expect(second).rejects.toThrow(`still held by process ${process.pid}`);
    expect(existsSync(file)).toBe(true);
  });
  expect(told[0]).toContain(`process ${process.pid}`);
});

test("the lock is free again after work that failed", async () => {
  const file = join(newFolder(), "lock");
  await expect(withLock(file, {}, () => Promise.reject(new Error("no disk")))).rejects.toThrow("no disk");
  expect(existsSync(file)).toBe(false);
});
