import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { isRunning, until } from "./support/processes";
import { Workshop } from "./support/workshop";

const root = resolve(__dirname, "../../..");
const text = `require(${JSON.stringify(join(root, "load"))})("machine/machine.command")`;
const workshop = new Workshop();
beforeEach(() => workshop.open());
afterEach(() => workshop.close());

/** Starts the script as Pulumi does: the verb is its argument, the spec stands in the environment. */
function start(verb: string, spec: object | undefined) {
  const child = spawn(process.execPath, ["-e", text, verb], {
    cwd: root,
    env: { ...process.env, MACHINE_SPEC: spec && JSON.stringify(spec) },
  });
  let output = "";
  let errors = "";
  child.stdout.on("data", (data: Buffer) => (output += data.toString()));
  child.stderr.on("data", (data: Buffer) => (errors += data.toString()));
  const ended = new Promise<{ code: number | null; output: string; errors: string }>((done) =>
    child.on("close", (code) => done({ code, output, errors })),
  );
  return { child, ended };
}

test("create prints one line of JSON, the same in every run, and its progress beside it", async () => {
  const first = await start("create", workshop.spec()).ended;
  const second = await start("create", workshop.spec()).ended;

  expect(first).toMatchObject({ code: 0, output: second.output });
  expect(first.output.trim().split("\n")).toHaveLength(1);
  expect(JSON.parse(first.output)).toEqual({
    name: "m1",
    driver: "virtualbox",
    address: "127.0.0.1",
    url: expect.stringMatching(/^tcp:/) as unknown,
    state: "Running",
    engineVersion: "26.1.5",
  });
  expect(first.errors.split("\n").slice(0, -1)).toEqual(
    expect.arrayContaining(["[m1] creating: it does not exist yet"]),
  );
  expect(first.errors).toMatch(/^\[m1\] created: tcp/m);
  expect(second.errors).toMatch(/^\[m1\] unchanged: tcp.* 26\.1\.5\n$/);
}, 30_000);

test("remove prints no data and removes", async () => {
  await start("create", workshop.spec()).ended;

  expect(await start("remove", workshop.spec()).ended).toMatchObject({ code: 0, output: "" });
  expect(existsSync(workshop.store)).toBe(false);
}, 30_000);

test("A failure is said on standard error, with exit code 1 and no data", async () => {
  workshop.behave({ create: ["fail"] });
  const failed = await start("create", workshop.spec()).ended;

  expect(failed).toMatchObject({ code: 1, output: "" });
  expect(failed.errors).toMatch(/Cannot create machine m1: .*the driver says no/s);
  expect(failed.errors).not.toMatch(/\n {4}at /);
}, 30_000);

test("A missing spec and an unknown verb are said so", async () => {
  expect((await start("create", undefined).ended).errors).toMatch(/MACHINE_SPEC is missing/);
  expect((await start("destroy", workshop.spec()).ended).errors).toMatch(
    /create or remove expected, got "destroy"/,
  );
}, 30_000);

test.each(["SIGTERM", "SIGKILL"] as const)(
  "Ended by %s half-way, it leaves no process, and the next run finishes",
  async (signal) => {
    workshop.behave({ create: ["hang", "ok"] });
    const { child, ended } = start("create", workshop.spec());
    const file = join(workshop.folder, "bin", "hanging");
    await until("docker-machine hangs", () => existsSync(file) && readFileSync(file, "utf8").includes(" "));
    child.kill(signal);
    await ended;

    const pids = readFileSync(file, "utf8").split(" ").map(Number);
    await until("docker-machine and its child have ended", () => !pids.some(isRunning));
    const next = await start("create", workshop.spec()).ended;
    expect(next).toMatchObject({ code: 0 });
    // After a signal that can be heard the script may have removed its half-made machine by itself.
    if (signal === "SIGKILL") expect(next.errors).toMatch(/an earlier create did not finish/);
  },
  30_000,
);
