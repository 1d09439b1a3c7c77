import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { capture } from "../../toolchain/run";

const run = join(__dirname, "..", "..", "toolchain", "run.js");

test("what a program writes is captured and passed on in whole lines", async () => {
  const lines: string[] = [];
  const script = "process.stdout.write('a\\nb'); process.stdout.write('c\\n'); process.exit(3)";
  const result = await capture(process.execPath, ["-e", script], { onLine: (line) => lines.push(line) });
  expect(result).toEqual({ code: 3, stdout: "a\nbc\n", output: "a\nbc\n" });
  expect(lines).toEqual(["a", "bc"]);
});

test("a program that cannot be started has code 127 and the reason", async () => {
  expect(await capture("/no/such/program", [])).toMatchObject({
    code: 127,
    output: expect.stringContaining("ENOENT"),
  });
});

test("a program that takes too long is killed", async () => {
  const result = await capture(process.execPath, ["-e", "setInterval(() => {}, 1000)"], {
    timeoutSeconds: 0.2,
  });
  expect(result.code).toBe(128 + 9);
});

test("an interrupt reaches the program in the foreground once, and its exit code comes back", async () => {
  const child =
    "let n = 0; process.on('SIGINT', () => { console.log('got', ++n); setTimeout(() => process.exit(7), 300) });" +
    "console.log('ready'); setInterval(() => {}, 1000)";
  const parent =
    `require(${JSON.stringify(run)}).foreground(process.execPath, ["-e", ${JSON.stringify(child)}], {})` +
    ".then((code) => process.exit(code))";
  const started = spawn(process.execPath, ["-e", parent], { stdio: ["ignore", "pipe", "inherit"] });
  let output = "";
  started.stdout.setEncoding("utf8").on("data", (text) => {
    output += text;
    // npm sends a copy of each signal, so two come almost at once.
    if (text.includes("ready")) started.kill("SIGINT");
    if (text.includes("got 1")) started.kill("SIGINT");
  });
  const [code] = await once(started, "close");
  expect(code).toBe(7);
  expect(output).toBe("ready\ngot 1\n");
});

test("a captured program ends when this process is told to end", async () => {
  const child = "console.log(process.pid); setInterval(() => {}, 1000)";
  const parent =
    `require(${JSON.stringify(run)}).capture(process.execPath, ["-e", ${JSON.stringify(child)}], ` +
    "{ onLine: (line) => console.log(line) })";
  const started = spawn(process.execPath, ["-e", parent], { stdio: ["ignore", "pipe", "inherit"] });
  const [pid] = await once(started.stdout.setEncoding("utf8"), "data");
  started.kill("SIGTERM");
  const [code] = await once(started, "close");
  expect(code).toBe(128 + 15);
  const end = Date.now() + 5000;
  while (isAlive(Number(pid)) && Date.now() < end) await wait(10);
  expect(isAlive(Number(pid))).toBe(false);
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
