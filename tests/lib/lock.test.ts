import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import fs, { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { withLock } from "../../lib/lock";

let folder: string;
let lock: string;
const children: ChildProcess[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "lock-test-"));
  lock = join(folder, "deep", "thing.lock");
});

afterEach(() => {
  children.splice(0).forEach((child) => child.kill("SIGKILL"));
  rmSync(folder, { recursive: true });
});

/** A process that appends "in", waits, and appends "out" to a log while it holds the lock. */
function holder(milliseconds: number): ChildProcess {
  const program = `
    const { withLock } = require(${JSON.stringify(join(process.cwd(), "lib/lock"))});
    const log = (word) => require("fs").appendFileSync(process.argv[2], word + "\\n");
    withLock(process.argv[1], "the thing", async () => {
      log("in");
      process.stdout.write("held\\n");
      await new Promise((wake) => setTimeout(wake, ${milliseconds}));
      log("out");
    });`;
  const child = spawn(process.execPath, ["-e", program, lock, join(folder, "log")], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  children.push(child);
  return child;
}

test("Work of several processes under one lock never overlaps, and nothing is left behind", async () => {
  await Promise.all(Array.from({ length: 6 }, () => once(holder(30), "exit")));
  expect(readFileSync(join(folder, "log"), "utf8")).toBe("in\nout\n".repeat(6));
  expect(readdirSync(join(folder, "deep"))).toEqual([]);
});

test("Work within one process does not overlap either", async () => {
  const log: string[] = [];
  const work = async () => {
    log.push("in");
    await new Promise((wake) => setTimeout(wake, 10));
    log.push("out");
  };
  await Promise.all([1, 2, 3].map(() => withLock(lock, "the thing", work)));
  expect(log).toEqual(["in", "out", "in", "out", "in", "out"]);
});

test("Many who wait for the lock of a process that is killed get it, one after the other", async () => {
  const first = holder(60_000);
  await once(first.stdout!, "data");
  let inside = 0;
  const waiting = Array.from({ length: 8 }, () =>
    withLock(lock, "the thing", async () => {
      expect(++inside).toBe(1);
      await new Promise((wake) => setTimeout(wake, 5));
      inside--;
    }),
  );
  first.kill("SIGKILL");
  await Promise.all(waiting);
  expect(readdirSync(join(folder, "deep"))).toEqual([]);
});

test("A lock whose process id was given to another process since is taken over", async () => {
  await withLock(lock, "the thing", async () => {
    const owner = JSON.parse(readFileSync(lock, "utf8"));
    writeFileSync(join(folder, "old.lock"), JSON.stringify({ ...owner, startTime: "1" }));
  });
  if (process.platform !== "linux") return;
  await expect(
    withLock(join(folder, "old.lock"), "it", async () => "mine", { timeoutSeconds: 1 }),
  ).resolves.toBe("mine");
});

test("A lock file that a crash of the computer left empty is taken over", async () => {
  writeFileSync(join(folder, "empty.lock"), "");
  await expect(withLock(join(folder, "empty.lock"), "it", async () => "mine")).resolves.toBe("mine");
});

test("The lock is free again after work that fails, and the failure is passed on", async () => {
  await expect(withLock(lock, "the thing", () => Promise.reject(new Error("broken")))).rejects.toThrow(
    "broken",
  );
  expect(existsSync(lock)).toBe(false);
});

test("Who waits too long is told what is locked, by which process, and what to do", async () => {
  const first = holder(60_000);
  await once(first.stdout!, "data");
  const lines: string[] = [];
  const waiting = withLock(lock, "the thing", async () => undefined, {
    timeoutSeconds: 1.2,
    onWait: (line) => lines.push(line),
  });
  await expect(waiting).rejects.toThrow(
    new RegExp(
      `Cannot lock the thing within 1.2 s: process ${first.pid} holds .*thing.lock since .*run the same`,
    ),
  );
  expect(lines).toEqual([expect.stringContaining(`waiting for the thing: process ${first.pid}`)]);
});

test.each(["EPERM", "ENOTSUP", "ENOSYS", "EOPNOTSUPP"])(
  "[no-hard-links] On a file system without hard links (%s) work does not overlap either",
  async (code) => {
    const link = jest.spyOn(fs, "linkSync").mockImplementation(() => {
      throw Object.assign(new Error(code), { code });
    });
    let inside = 0;
    const work = async () => {
      expect(++inside).toBe(1);
      await new Promise((wake) => setTimeout(wake, 10));
      inside--;
    };
    try {
      await Promise.all([1, 2, 3].map(() => withLock(lock, "the thing", work)));
      expect(link).toHaveBeenCalled();
    } finally {
      link.mockRestore();
    }
    expect(readdirSync(join(folder, "deep"))).toEqual([]);
  },
);

test("A lock that is being written this very moment is waited for", async () => {
  writeFileSync(join(folder, "young.lock"), "");
  const mine = withLock(join(folder, "young.lock"), "it", async () => "mine", { timeoutSeconds: 0.3 });
  await expect(mine).rejects.toThrow(/Cannot lock it within 0.3 s/);
});
