import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { commandText, run, runOrThrow, tryRun } from "../../lib/run";
import { isRunning, until } from "../components/machine/support/processes";

const node = process.execPath;
const folder = mkdtempSync(join(tmpdir(), "run-test-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("A command's output, errors and exit code come back, and each line as it comes", async () => {
  const lines: string[] = [];
  const text = "process.stdout.write('one\\ntwo'); process.stderr.write('bad\\n'); process.exitCode = 3";
  const result = await run(node, ["-e", text], { onLine: (line) => lines.push(line) });

  expect(result).toMatchObject({ code: 3, stdout: "one\ntwo", stderr: "bad\n" });
  expect(["one\ntwobad\n", "bad\none\ntwo"]).toContain(result.output);
  expect(lines.sort()).toEqual(["bad", "one", "two"]);
});

test("A command gets its input and its environment", async () => {
  const text = "process.stdin.on('data', (d) => process.stdout.write(d + process.env.X))";
  const { stdout } = await run(node, ["-e", text], { input: "in-", env: { ...process.env, X: "env" } });

  expect(stdout).toBe("in-env");
});

test("A command that does not read its input does no harm", async () => {
  expect((await run(node, ["-e", ""], { input: "x".repeat(1_000_000) })).code).toBe(0);
});

test("A command that is not there is named", async () => {
  await expect(run("no-such-program", [])).rejects.toThrow("Cannot run no-such-program: not found");
});

test("A command that must succeed fails with its code, its last words and the next step", async () => {
  const text = "console.error('first'); console.error('last'); process.exit(4)";

  await expect(runOrThrow(node, ["-e", text], { nextStep: "look there" })).rejects.toThrow(
    /failed with exit code 4: first\nlast\nNext: look there/,
  );
});

test("Values of flags that sound secret are not shown", () => {
  expect(commandText("/bin/dm", ["create", "--x-access-token=abc", "--x-size=1", "n"])).toBe(
    "dm create --x-access-token=*** --x-size=1 n",
  );
  expect(commandText("dm", ["--x-password=a\nb"])).toBe("dm --x-password=***");
});

test("At its deadline a command ends with all it started, even where it ignores being asked to", async () => {
  const file = join(folder, "pids");
  const text = `
    process.on("SIGTERM", () => {});
    const child = require("child_process").spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"]);
    require("fs").writeFileSync(${JSON.stringify(file)}, process.pid + " " + child.pid);
    console.log("waiting for an address");
    setInterval(() => {}, 1000);`;

  await expect(run(node, ["-e", text], { timeoutSeconds: 1 })).rejects.toThrow(
    /did not end within 1 s: waiting for an address/,
  );
  for (const pid of readFileSync(file, "utf8").split(" ")) expect(isRunning(Number(pid))).toBe(false);
}, 15_000);

test("A process that a command leaves behind, holding its output, does not hold the caller", async () => {
  const text = `
    const options = { detached: true, stdio: ["ignore", "inherit", "inherit"] };
    const child = require("child_process").spawn(process.execPath, ["-e", "setTimeout(() => {}, 6000)"], options);
    child.unref();
    console.log("done");`;
  const start = Date.now();
  const { stdout } = await run(node, ["-e", text]);

  expect(stdout).toBe("done\n");
  expect(Date.now() - start).toBeLessThan(5000);
}, 15_000);

test.each(["SIGINT", "SIGTERM", "SIGKILL"] as const)(
  "When its caller gets %s, the command ends too",
  async (signal) => {
    const file = join(folder, `caller-${signal}`);
    const text = `require("fs").writeFileSync(${JSON.stringify(file)}, String(process.pid)); setInterval(() => {}, 1000)`;
    const root = resolve(__dirname, "../..");
    const caller = `require(${JSON.stringify(`${root}/lib/run`)}).run(process.execPath, ["-e", ${JSON.stringify(text)}])`;
    const child = spawn(node, ["-e", caller], { cwd: root, stdio: "ignore" });
    const ended = new Promise((done) => child.once("exit", (_, by) => done(by)));
    await until("the command runs", () => existsSync(file) && readFileSync(file, "utf8") !== "");
    const pid = Number(readFileSync(file, "utf8"));
    expect(isRunning(pid)).toBe(true);

    child.kill(signal);
    expect(await ended).toBe(signal);
    await until("the command has ended", () => !isRunning(pid));
  },
);

test("A command whose failure the caller explains never throws", async () => {
  expect(await tryRun("/no/such/program", [])).toMatchObject({
    code: 127,
    output: "Cannot run /no/such/program: not found",
  });
  const endless = ["-e", "console.log('on my way'); setInterval(() => {}, 1000)"];
  const { code, output } = await tryRun(node, endless, { timeoutSeconds: 0.5 });
  expect(code).toBe(127);
  expect(output).toMatch(/did not end within 0.5 s: on my way$/);
});
