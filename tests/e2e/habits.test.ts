import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { which } from "../../lib/which";
import { localHostProblem } from "../../components/hosts/local/requirements";
import { removeAllLocalHosts } from "../../components/hosts/local/remove";
import { project, TestStack } from "./support/stack";

// What people are used to from docker-machine and docker, on a real stack of one manager. One story, in order.

jest.setTimeout(300_000);

const problem = localHostProblem() ?? (which("docker") ? undefined : "there is no docker client on PATH");
if (problem) console.log(`Skipped: ${problem}`);
const scenario = problem ? describe.skip : describe;

const stack = new TestStack("habits");
const directory = join(stack.directory, "swarm");
const address = "10.83.0.11";
const savedConfig = process.env.DOCKER_CONFIG;

/** `npm run -s machine -- ...`, as a person types it. */
function machine(...args: string[]) {
  const options = {
    cwd: project,
    env: { ...process.env, PULUMI_STACK: stack.name },
    encoding: "utf8",
  } as const;
  const { status, stdout, stderr } = spawnSync("npm", ["run", "-s", "machine", "--", ...args], options);
  return { status, stdout, stderr };
}

/** A text in sh; its output. */
function shell(text: string, environment: NodeJS.ProcessEnv = {}): string {
  const env = { ...process.env, PULUMI_STACK: stack.name, ...environment };
  return execFileSync("/bin/sh", ["-ec", text], { cwd: project, env, encoding: "utf8" }).trim();
}

const contexts = () => shell("docker context ls --quiet").split("\n").sort();
const currentContext = () => shell("docker context inspect --format '{{.Name}}'");
const nodeTable = "docker node ls --format '{{.Hostname}} {{.Status}} {{.ManagerStatus}}'";

scenario("Habits from docker-machine and docker", () => {
  beforeAll(async () => {
    await removeAllLocalHosts(join(directory, "hosts"), console.log);
    stack.remove();
    await stack.init();
    // The person's own configuration of the docker client is never touched.
    process.env.DOCKER_CONFIG = join(stack.directory, "docker");
    shell("docker context create mine --docker host=tcp://192.0.2.1:2375 2>&1; docker context use mine 2>&1");
    stack.configure({
      driver: "local",
      localNetwork: "10.83.0.0/24",
      nodes: [{ name: "node1", role: "manager" }],
      dockerContext: "habits",
    });
    await stack.up();
  });

  test("ls is docker-machine's table, with the driver that was asked for and the engine's own version", () => {
    const { status, stdout, stderr } = machine("ls");

    const version = machine("ssh", "node1", "docker version --format '{{.Server.Version}}'").stdout.trim();
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(stdout.split("\n").map((line) => line.trim().split(/ {3,}/))).toEqual([
      ["NAME", "ACTIVE", "DRIVER", "STATE", "URL", "SWARM", "DOCKER", "ERRORS"],
      ["node1", "-", "local", "Running", `tcp://${address}:2376`, `v${version}`],
      [""],
    ]);
  });

  test("ip, url, status and ls -q print their one word, however often", () => {
    for (let time = 0; time < 3; time++) {
      expect(machine("ip", "node1")).toEqual({ status: 0, stdout: `${address}\n`, stderr: "" });
      expect(machine("url", "node1").stdout).toBe(`tcp://${address}:2376\n`);
      expect(machine("status", "node1").stdout).toBe("Running\n");
      expect(machine("ls", "-q").stdout).toBe("node1\n");
    }
  });

  test("inspect gives docker-machine's record, whole or by a template", () => {
    expect(JSON.parse(machine("inspect", "node1").stdout)).toMatchObject({
      Name: "node1",
      DriverName: "generic",
      Driver: { IPAddress: address },
    });
    expect(machine("inspect", "-f", "{{.Driver.IPAddress}}", "node1").stdout).toBe(`${address}\n`);
  });

  test("ssh runs a command with its input, output, errors and exit code", () => {
    for (let time = 0; time < 3; time++)
      expect(machine("ssh", "node1", "printf '%s' \"$(hostname)\"").stdout).toBe("node1");
    expect(shell("printf 'a\\000b' | npm run -s machine -- ssh node1 od -An -tx1")).toBe("61 00 62");
    const { status, stdout, stderr } = machine("ssh", "node1", "echo said; echo why >&2; exit 7");

    expect({ status, stdout }).toEqual({ status: 7, stdout: "said\n" });
    expect(stderr).toContain("why\n");
  });

  test("A machine that is not there is docker-machine's error", () => {
    const { status, stdout, stderr } = machine("ip", "node9");

    expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
    expect(stderr).toContain('Docker machine "node9" does not exist');
  });

  test("eval of env points the docker client to the swarm", () => {
    for (const text of [
      "eval $(npm run -s machine -- env node1)",
      'eval "$(npm run -s machine -- env node1)"',
    ])
      for (const SHELL of ["/bin/bash", undefined])
        expect(shell(`${text}; ${nodeTable}`, { SHELL })).toBe("node1 Ready Leader");
  });

  test("So does eval of the stack's output", async () => {
    const { sh } = await stack.output<Record<string, string>>("dockerEnvCommands");

    expect(shell(`eval "$TEXT"; ${nodeTable}`, { TEXT: sh })).toBe("node1 Ready Leader");
  });

  test("The docker context is there, points to the swarm, and is not the current one", () => {
    expect(contexts()).toEqual(["default", "habits", "mine"]);
    expect(currentContext()).toBe("mine");
    expect(shell(`docker --context habits ${nodeTable.slice("docker ".length)}`)).toBe("node1 Ready Leader");
    expect(shell("docker --context habits node inspect -f '{{ .Status.Addr }}' node1")).toBe(address);
  });

  test("up again changes nothing", async () => {
    await stack.up("--expect-no-changes");
  });

  test("[auto-stays] auto changes nothing of machines that are there, whatever it would choose now", async () => {
    const [programs, path] = [join(stack.directory, "programs"), process.env.PATH];
    mkdirSync(programs);
    writeFileSync(join(programs, "VBoxManage"), "#!/bin/sh\n", { mode: 0o755 });
    process.env.PATH = `${programs}:${path}`;
    stack.configure({ driver: "auto", localNetwork: "auto" });
    try {
      const { code, output } = await stack.pulumi("preview", "--expect-no-changes", ...stack.configFlags);

      expect({ code, output }).toMatchObject({
        code: 0,
        output: expect.stringContaining(
          "would choose virtualbox on this computer now; the machines that exist keep local",
        ),
      });
    } finally {
      process.env.PATH = path;
    }
    stack.configure({ driver: "local", localNetwork: "10.83.0.0/24" });
  });

  test("destroy removes the context with everything else, and the current one stays", async () => {
    await stack.destroy();

    expect(contexts()).toEqual(["default", "mine"]);
    expect(currentContext()).toBe("mine");
    expect(existsSync(directory)).toBe(false);
    const table = machine("ls");
    expect(table).toMatchObject({ status: 0, stdout: expect.stringMatching(/^NAME .* ERRORS\n$/) });
    expect(existsSync(directory)).toBe(false);
  });

  afterAll(async () => {
    await removeAllLocalHosts(join(directory, "hosts"), console.log);
    stack.remove();
    if (savedConfig === undefined) delete process.env.DOCKER_CONFIG;
    else process.env.DOCKER_CONFIG = savedConfig;
  });
});
