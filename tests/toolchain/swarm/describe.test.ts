import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, writeFileSync } from "node:fs";
import { delimiter, join, resolve } from "node:path";
import { text } from "node:stream/consumers";
import { parse } from "yaml";
import { newFolder, removeFolders } from "../support";

afterAll(removeFolders);

const project = resolve(__dirname, "../../..");
const empty = { PATH: newFolder(), MACHINE_STORAGE_PATH: join(newFolder(), "store") };

/** Runs `npm run swarm -- ...`. */
async function swarm(args: string[], environment: NodeJS.ProcessEnv = empty) {
  const env = { ...process.env, ...environment };
  const child = spawn(process.execPath, ["toolchain/swarm.js", ...args], { env, cwd: project });
  const [stdout, stderr, [status]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, "close") as Promise<[number]>,
  ]);
  return { status, stdout, stderr };
}

/** A docker client that answers as the real one does on a manager, or on another engine. */
function dockerClient(info: object, nodes: object[] = []): NodeJS.ProcessEnv {
  const folder = newFolder();
  const file = (name: string, content: string) => writeFileSync(join(folder, name), content);
  file("info", JSON.stringify(info));
  file("nodes", JSON.stringify(nodes));
  file(
    "docker",
    `#!/bin/sh
    case "$*" in
      "--context hand info --format {{json .}}") cat '${folder}/info' ;;
      "--context hand node ls --quiet") printf 'n1\\nn2\\n' ;;
      "--context hand node inspect n1 n2") cat '${folder}/nodes' ;;
      *) echo "context not found: $*" >&2; exit 1 ;;
    esac\n`,
  );
  chmodSync(join(folder, "docker"), 0o755);
  return { ...empty, PATH: [folder, process.env.PATH].join(delimiter) };
}

const node = (name: string, Role: string, Labels: object = {}) => ({
  ID: `${name}-id`,
  CreatedAt: "2026-01-01T00:00:00Z",
  Spec: { Role, Availability: "active", Labels },
  Description: { Hostname: name },
  Status: { State: "ready", Addr: "192.0.2.11" },
  ...(Role === "manager" && { ManagerStatus: { Addr: "192.0.2.10:2377" } }),
});

const cluster = {
  ID: "swarm-by-hand",
  Spec: {
    Labels: {},
    Orchestration: { TaskHistoryRetentionLimit: 5 },
    Raft: { SnapshotInterval: 10000, LogEntriesForSlowFollowers: 500 },
    Dispatcher: { HeartbeatPeriod: 5e9 },
    CAConfig: { NodeCertExpiry: 48 * 3600e9 },
    EncryptionConfig: { AutoLockManagers: false },
  },
};

test("The swarm of a docker context is printed as a stack's configuration", async () => {
  const info = { Swarm: { LocalNodeState: "active", ControlAvailable: true, Cluster: cluster } };
  const client = dockerClient(info, [node("b", "worker", { ssd: "true" }), node("a", "manager")]);

  const { status, stdout, stderr } = await swarm(["describe", "--context", "hand"], client);

  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  expect(stdout).toBe(`# The swarm swarm-by-hand, as the context hand describes it

config:
  swarm:nodes:
    # 192.0.2.10
    - name: a
      role: manager
    # 192.0.2.11
    - name: b
      role: worker
      labels:
        ssd: "true"
  swarm:swarm:
    adopt: true
    nodeCertExpiry: 48h
`);
  expect(parse(stdout)).toHaveProperty(["config", "swarm:nodes", 1, "labels"], { ssd: "true" });
});

test("A context that leads to no manager, or is not there, is an error that says so", async () => {
  const client = dockerClient({ Swarm: { LocalNodeState: "inactive", ControlAvailable: false } });

  expect(await swarm(["describe", "--context", "hand"], client)).toMatchObject({
    status: 1,
    stdout: "",
    stderr:
      "error: The engine of the context hand is no manager (swarm: inactive): name a context of a manager.\n",
  });
  expect((await swarm(["describe", "--context", "gone"], client)).stderr).toBe(
    'error: There is no docker context "gone"; docker context ls lists those there are.\n',
  );
});

test("Without a docker client --host is named, which needs none", async () => {
  expect((await swarm(["describe", "--context", "hand"])).stderr).toMatch(
    /docker client.*--host works without it/,
  );
});

test("An engine that cannot be reached is an error with the reason, never a stack trace", async () => {
  const at = (host: string) => swarm(["describe", "--host", host, "--tls-path", newFolder()]);

  expect((await at("tcp://192.0.2.10:2376")).stderr).toMatch(
    /^error: tcp:.* cannot be read: ENOENT.*ca\.pem.*\n$/,
  );
  expect((await at("unix:///var/run/docker.sock")).stderr).toMatch(
    /^error: --host unix.*: tcp:\/\/ADDRESS:PORT expected/,
  );
});

test("Where the nodes' machines are known, their store and drivers are printed too", () => {
  const { configurationText } = require("../../../toolchain/swarm/configuration-text.js") as {
    configurationText(description: object, origin: object): string;
  };
  const nodes = [
    { name: "a", role: "manager" },
    { name: "b", role: "worker" },
  ];
  const known: Record<string, object> = {
    a: { driver: "none", driverOptions: { url: "tcp://192.0.2.10:2376" } },
  };
  const machines = { store: "/home/me/.docker/machine", configuration: (name: string) => known[name] ?? {} };
  const remarks = ["Look at b."];
  const description = { nodes, addresses: ["192.0.2.10", "192.0.2.11"], swarm: { adopt: true }, remarks };

  const text = configurationText(description, { from: "a", swarmId: "s", machines });

  expect(text).toMatch(/^# The swarm s, as a describes it\n# Look at b\.\n/);
  expect(parse(text)).toEqual({
    config: {
      "swarm:storePath": "/home/me/.docker/machine",
      "swarm:nodes": [{ ...nodes[0], ...known.a }, nodes[1]],
      "swarm:swarm": { adopt: true },
    },
  });
});

test("A stack without machines names the other ways", async () => {
  const { status, stderr } = await swarm(["describe"], { ...empty, PULUMI_STACK: "nothing-here" });

  expect(status).toBe(1);
  expect(stderr).toMatch(/^error: The stack nothing-here has no machines in .*--context or --host/);
});

test.each([
  [["describe", "--host", "tcp://a:1"], "--host and --tls-path belong together"],
  [["describe", "--context", "a", "--host", "b", "--tls-path", "c"], "exclude each other"],
  [["describe", "--hots", "a"], "--hots"],
  [["descrieb"], 'npm run swarm -- backup | describe expected, got "descrieb"'],
  [[], "npm run swarm -- backup | describe expected;"],
])("%j is an error", async (args, message) => {
  const { status, stderr } = await swarm(args);

  expect({ status, stderr }).toEqual({ status: 1, stderr: expect.stringContaining(message) });
});

test("--help says what it does", async () => {
  const { status, stdout } = await swarm(["describe", "--help"]);

  expect({ status, stdout }).toEqual({ status: 0, stdout: expect.stringContaining("It only reads") });
});
