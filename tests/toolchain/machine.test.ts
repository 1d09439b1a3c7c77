import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { chmodSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join, resolve } from "node:path";
import { text } from "node:stream/consumers";
import { rememberSpec } from "../../components/machine/store/notes";
import { Workshop } from "../components/machine/support/workshop";
import { newFolder, removeFolders } from "./support";

afterAll(removeFolders);

const project = resolve(__dirname, "../..");
const farewell = "(m1) Closing plugin on server side";

/** Runs `npm run machine -- ...` with a stand-in of docker-machine on PATH, a shell script. */
async function machine(script: string, args: string[], environment: NodeJS.ProcessEnv = {}) {
  const folder = newFolder();
  const env = {
    ...process.env,
    PATH: [dirname(standIn(folder, script)), process.env.PATH].join(delimiter),
    MACHINE_STORAGE_PATH: join(folder, "store"),
    ...environment,
  };
  const child = spawn(process.execPath, ["toolchain/machine.js", ...args], { env, cwd: project });
  child.stdin.end("typed");
  const [stdout, stderr, [status]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, "close") as Promise<[number]>,
  ]);
  return { status, stdout, stderr };
}

function standIn(folder: string, script: string): string {
  const file = join(folder, "docker-machine");
  writeFileSync(file, `#!/bin/sh\n${script}\n`);
  chmodSync(file, 0o755);
  return file;
}

test("Arguments, input, both outputs and the exit code are docker-machine's own, but for the farewell", async () => {
  const script = `printf '%s|' "$@"; cat; echo; echo '${farewell}'; echo why >&2; echo '${farewell}' >&2; exit 3`;

  expect(await machine(script, ["inspect", "-f", "{{.Driver}}", "a b"])).toEqual({
    status: 3,
    stdout: "inspect|-f|{{.Driver}}|a b|typed\n",
    stderr: "why\n",
  });
});

test("Crash reports are off", async () => {
  expect((await machine('echo "$MACHINE_BUGSNAG_API_TOKEN"', ["version"])).stdout).toBe("no-report\n");
});

test("The store is that of the stack's cluster", async () => {
  const environment = { MACHINE_STORAGE_PATH: undefined, PULUMI_STACK: "some-stack" };

  expect((await machine('echo "$MACHINE_STORAGE_PATH"', ["version"], environment)).stdout.trim()).toBe(
    join(project, ".state", "some-stack", "swarm", "machines"),
  );
});

test("env is for the person's shell, and for sh where none is named", async () => {
  const shellSeen = async (SHELL?: string) =>
    (await machine('echo "$SHELL"', ["env", "m1"], { SHELL })).stdout.trim();

  expect(await shellSeen("/usr/bin/fish")).toBe("/usr/bin/fish");
  expect(await shellSeen(undefined)).toBe("/bin/sh");
  expect(await shellSeen("")).toBe("/bin/sh");
});

test("A command run by SSH gives its exit code", async () => {
  const script = "echo 'exit status 42' >&2; exit 1";
  expect((await machine(script, ["ssh", "m1", "false"])).status).toBe(42);
  expect((await machine(script, ["ip", "m1"])).status).toBe(1);
});

describe("ls", () => {
  const workshop = new Workshop();
  const environment = { MACHINE_STORAGE_PATH: workshop.store };
  const tooOld = "Unable to query docker version: 400 Bad Request: client version 1.15 is too old";
  const head = "NAME   ACTIVE   DRIVER";

  beforeAll(async () => {
    await workshop.open();
    for (const name of ["m1", "m2"])
      spawnSync(workshop.binary, [`--storage-path=${workshop.store}`, "create", "--driver=generic", name]);
    workshop.spoilCertificates("m2");
    rememberSpec(workshop.spec({ name: "m1", driver: "local", machineBinary: undefined }));
  });
  afterAll(() => workshop.close());

  /** The table, where docker-machine itself says these rows. */
  async function table(...rows: string[][]) {
    const lines = rows.map((row) => `printf '%s\\n' '${row.join("\t")}'`);
    const { status, stdout } = await machine(
      [...lines, `echo '${farewell}'`].join("\n"),
      ["ls"],
      environment,
    );
    expect(status).toBe(0);
    return stdout.trimEnd().split("\n");
  }

  test("shows the engine's own version and the driver that was asked for", async () => {
    expect(await table(["m1", "*", "generic", "Running", "tcp://127.0.0.1:1", "Unknown", tooOld])).toEqual([
      "NAME   ACTIVE   DRIVER   STATE     URL                 SWARM   DOCKER    ERRORS",
      "m1     *        local    Running   tcp://127.0.0.1:1           v26.1.5",
    ]);
  });

  test("shows why an engine does not answer to us either", async () => {
    const [, row] = await table(["m2", "-", "generic", "Running", "tcp://127.0.0.1:1", "Unknown", tooOld]);

    expect(row).toMatch(
      /^m2 .* Unknown {3}Unable to query docker version: .*(certificate|self-signed|signature)/,
    );
    expect(row).not.toContain("1.15");
  });

  test("hides no other error, and does not ask a machine that is off", async () => {
    const [, broken, off] = await table(
      ["m1", "-", "generic", "Running", "", "Unknown", "something else"],
      ["m2", "-", "virtualbox", "Stopped", "", "Unknown", ""],
    );

    expect(broken).toMatch(/Unknown {3}something else$/);
    expect(off).toMatch(/^m2 +- +virtualbox +Stopped +Unknown$/);
  });

  test("without machines is the head alone", async () => {
    expect(await table()).toEqual([expect.stringContaining(head)]);
  });

  test("with flags is docker-machine's own", async () => {
    const { stdout } = await machine('echo "$@"', ["ls", "-q", "--filter", "name=m1"], environment);

    expect(stdout).toBe("ls -q --filter name=m1\n");
  });

  test("that fails is docker-machine's error and exit code", async () => {
    expect(await machine("echo no store >&2; exit 3", ["ls"], environment)).toEqual({
      status: 3,
      stdout: "",
      stderr: "no store\n",
    });
  });

  test("is asked of the binary that the settings name", async () => {
    const machineBinary = standIn(newFolder(), "echo the other one");
    rememberSpec(workshop.spec({ name: "m2", machineBinary }));

    expect((await machine("echo wrong", ["version"], environment)).stdout).toBe("the other one\n");
  });
});
