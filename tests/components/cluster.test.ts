import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { markElsewhere, rememberSpec } from "../../components/machine/store/notes";
import { collectResources, valueOf } from "../support/pulumi-mocks";

// Under Pulumi's mocks there is no swarm that could be asked.
const mockNodes = jest.fn();
const mockEndpoint = jest.fn();
const mockLast = jest.fn();
const mockLate = jest.fn();
jest.mock("../../components/swarm/status", () => ({
  swarmNodes: mockNodes,
  swarmEndpoint: mockEndpoint,
  lastEndpoint: mockLast,
  lateNodesProblem: mockLate,
}));
const endpointOf = (address: string) => ({ managerEndpoint: `tcp://${address}:2376`, dockerEnv: {} });

/** Name of a node's resource whose engine hangs. */
let hangs = "";

/** What the state has of the cluster's folders; undefined while it is new. */
let remembered: object | undefined;

const registered = collectResources((resource) => {
  if (resource.name.endsWith("-workspace"))
    return remembered ? { environment: { WORKSPACE_SPEC: JSON.stringify(remembered) } } : {};
  if (resource.type === "command:local:Command") {
    return {
      stdout: JSON.stringify({ address: "192.0.2.1", url: "tcp://192.0.2.1:2376", state: "Running" }),
    };
  }
  return resource.type.endsWith(":Swarm")
    ? { swarmId: "the-swarm" }
    : {
        nodeId: `${resource.name}-node`,
        status: resource.name === hangs ? "hangs" : "ready",
      };
});

import { SwarmCluster } from "../../components/cluster";
import type { SwarmClusterArgs } from "../../components/plan/args";

const exercise: SwarmClusterArgs["nodes"] = [
  { name: "node1", role: "manager" },
  { name: "node2", role: "worker" },
  { name: "node3", labels: { zone: "b" } },
];

/** Registers a cluster of machines that need nothing of this computer, and waits until all is registered. */
async function register(args: Partial<SwarmClusterArgs>) {
  registered.length = 0;
  mockNodes.mockResolvedValue([{ name: "renamed-by-dhcp", id: "swarm-node1-node" }]);
  mockEndpoint.mockResolvedValue(endpointOf("192.0.2.1"));
  const driverOptions = { url: "tcp://192.0.2.1:2376" };
  const cluster = new SwarmCluster("swarm", { driver: "none", driverOptions, nodes: exercise, ...args });
  await valueOf(cluster.nodes);
  return cluster;
}

const ofType = (type: string) => registered.filter((resource) => resource.type.endsWith(type));

test("A cluster is one machine and one node each, a swarm and its tokens", async () => {
  await register({});

  const names = (type: string) =>
    ofType(type)
      .map(({ name }) => name)
      .sort();
  expect(names(":Machine")).toEqual(["swarm-node1", "swarm-node2", "swarm-node3"]);
  expect(names(":SwarmNode")).toEqual(["swarm-node1", "swarm-node2", "swarm-node3"]);
  expect(ofType(":Swarm")).toHaveLength(1);
  expect(ofType(":JoinTokens")).toHaveLength(1);
  expect(names(":MachineKeys")).toEqual(["swarm-node1-keys", "swarm-node2-keys", "swarm-node3-keys"]);
});

test("[rotation] One trigger goes to the keys of all machines, to both tokens, and to the key of a swarm that is locked", async () => {
  await register({ swarm: { rotateKeys: "a", rotateWorkerToken: "b", autolock: true } });

  expect(ofType(":MachineKeys").map(({ inputs }) => inputs.rotate)).toEqual(["a", "a", "a"]);
  expect(ofType(":JoinTokens")[0]!.inputs).toMatchObject({ rotateWorker: "b a", rotateManager: "a" });
  expect(ofType(":Swarm")[0]!.inputs).toMatchObject({ rotateUnlockKey: "a" });
  expect(ofType(":Swarm")[0]!.inputs).not.toHaveProperty("rotateKeys");

  await register({ swarm: { rotateKeys: "a" } });
  expect(ofType(":Swarm")[0]!.inputs).not.toHaveProperty("rotateUnlockKey");
});

test("[part-of-computer] A machine of another computer is planned as that one has it, whatever is declared here", async () => {
  const directory = mkdtempSync(join(tmpdir(), "elsewhere-"));
  const storePath = join(directory, "machines");
  rememberSpec({ name: "node1", driver: "hyperv", driverOptions: { memory: 1024 }, storePath });
  markElsewhere(storePath, "node1", "anna-laptop");
  const info = jest.spyOn(pulumi.log, "info").mockResolvedValue();

  // No computer of these tests could have it: that would be a problem.
  const [, ...others] = exercise;
  await register({
    directory,
    nodes: [{ name: "node1", role: "manager", driver: "hyperv", driverOptions: { memory: 64 } }, ...others],
  });

  expect(info.mock.calls.map(([text]) => text)).toContainEqual(
    "planned for nothing here, whatever their machines are declared to be: node1 on computer anna-laptop",
  );
  info.mockRestore();
  rmSync(directory, { recursive: true, force: true });
});

test("The first manager founds the swarm, wherever it stands in the list", async () => {
  await register({
    nodes: [{ name: "w" }, { name: "m1", role: "manager" }, { name: "m2", role: "manager" }],
  });

  expect(ofType(":Swarm")[0].inputs).toMatchObject({
    machine: "m1",
    machineId: "swarm-m1-machine-id",
    cluster: "project/stack/swarm",
    storePath: ".state/stack/swarm/machines",
  });
});

test("Nodes are registered managers first, so that promotions come before demotions and joins of workers", async () => {
  await register({
    nodes: [{ name: "w" }, { name: "m1", role: "manager" }, { name: "m2", role: "manager" }],
  });

  expect(ofType(":SwarmNode").map(({ inputs }) => inputs.machine)).toEqual(["m1", "m2", "w"]);
});

test("A node's inputs are its own wanted state, no token and nothing of other nodes", async () => {
  await register({});

  expect(ofType(":SwarmNode").find(({ name }) => name === "swarm-node3")?.inputs).toEqual({
    __provider: expect.any(String),
    swarmId: "the-swarm",
    storePath: ".state/stack/swarm/machines",
    machine: "node3",
    machineId: "swarm-node3-machine-id",
    role: "worker",
    availability: "active",
    labels: { zone: "b" },
  });
});

test("A machine that takes the place of another comes when all nodes before it are there", async () => {
  const storePath = mkdtempSync(join(tmpdir(), "cluster-test-"));
  try {
    for (const name of ["m1", "m2", "w2"]) rememberSpec({ name, driver: "virtualbox", storePath });
    const m = { role: "manager" as const };
    await register({
      storePath,
      nodes: [
        { name: "w1" },
        { name: "w2" },
        { name: "m1", ...m },
        { name: "m2", ...m },
        { name: "m3", ...m },
      ],
    });
  } finally {
    rmSync(storePath, { recursive: true, force: true });
  }

  const commands = registered.filter(
    ({ name, type }) => /-machine$/.test(name) || type.endsWith(":SwarmNode"),
  );
  const order = commands.map(({ name }) => name.replace("swarm-", ""));
  expect(order).toHaveLength(10);
  const before = (earlier: string, later: string) =>
    expect([earlier, later, order.indexOf(earlier) < order.indexOf(later)]).toEqual([earlier, later, true]);
  before("m1", "m2-machine");
  before("m3-machine", "m1");
  before("w1-machine", "m1");
  for (const earlier of ["m1", "m2", "m3", "w1"]) before(earlier, "w2-machine");
});

test("[auto-stays] Machines that auto created are the same ones when it would choose another driver now", async () => {
  const storePath = mkdtempSync(join(tmpdir(), "cluster-test-"));
  const path = process.env.PATH;
  try {
    process.env.PATH = "";
    for (const { name } of exercise) rememberSpec({ name, driver: "virtualbox", storePath });
    await register({ storePath, driver: "auto", driverOptions: {} });
  } finally {
    process.env.PATH = path;
    rmSync(storePath, { recursive: true, force: true });
  }

  const commands = registered.filter(({ name }) => /-machine$/.test(name));
  expect(commands.map(({ inputs }) => inputs.triggers)).toEqual(
    Array(3).fill(["virtualbox", {}, {}, [], ""]),
  );
});

test("Token rotation goes to the tokens, every other setting to the swarm", async () => {
  await register({ swarm: { autolock: true, rotateWorkerToken: "2026-01-01" } });

  expect(ofType(":Swarm")[0].inputs).toMatchObject({ autolock: true });
  expect(ofType(":Swarm")[0].inputs).not.toHaveProperty("rotateWorkerToken");
  expect(ofType(":JoinTokens")[0].inputs).toMatchObject({ rotateWorker: "2026-01-01" });
});

test("Problems of the arguments are reported together, and nothing is registered", () => {
  registered.length = 0;
  const args = { driver: "nome", nodes: [{ name: "-" }] };

  expect(() => new SwarmCluster("swarm", args)).toThrow(/cluster "swarm" has problems:\n {2}.*\n {2}/);
  expect(registered.filter(({ type }) => !type.endsWith(":SwarmCluster"))).toEqual([]);
});

test("[host-name-changes] The table of nodes is asked for once every node is known, and finds machines by node ID", async () => {
  const cluster = await register({});
  expect(mockNodes).toHaveBeenLastCalledWith(".state/stack/swarm/machines", "the-swarm", ["node1"]);
  expect(await valueOf(cluster.nodes)).toEqual([
    {
      name: "renamed-by-dhcp",
      id: "swarm-node1-node",
      driver: "none",
      url: "tcp://192.0.2.1:2376",
      state: "Running",
    },
  ]);
});

test("[context-kept] While the swarm does not answer the outputs are what was last known, with one warning", async () => {
  registered.length = 0;
  const warned = jest.spyOn(console, "warn").mockImplementation();
  mockNodes.mockRejectedValue(new Error("no manager answers"));
  mockEndpoint.mockRejectedValue(new Error("no manager answers"));
  mockLast.mockReturnValue(endpointOf("192.0.2.9"));
  const dead = new SwarmCluster("swarm", {
    driver: "none",
    driverOptions: { url: "tcp://192.0.2.1:2376" },
    nodes: exercise,
  });

  expect(await valueOf(dead.nodes)).toEqual([
    expect.objectContaining({ name: "node1", id: "swarm-node1-node", role: "manager", driver: "none" }),
    expect.objectContaining({ name: "node2", id: "swarm-node2-node", role: "worker" }),
    expect.objectContaining({ name: "node3", labels: { zone: "b" }, availability: "active" }),
  ]);
  expect(await valueOf(dead.managerEndpoint)).toBe("tcp://192.0.2.9:2376");
  expect(mockLast).toHaveBeenLastCalledWith(".state/stack/swarm/machines", ["node1"]);
  expect(warned.mock.calls.filter(([text]) => String(text).includes("no manager answers"))).toEqual([
    [expect.stringContaining("the outputs are as last known")],
  ]);
  warned.mockRestore();
});

test("[context-kept] The endpoint prefers the machine the swarm was initialised on, then the managers in their order", async () => {
  const cluster = await register({
    nodes: [{ name: "w" }, { name: "m1", role: "manager" }, { name: "m2", role: "manager" }],
  });
  expect(await valueOf(cluster.managerEndpoint)).toBe("tcp://192.0.2.1:2376");
  expect(mockEndpoint).toHaveBeenLastCalledWith(".state/stack/swarm/machines", "the-swarm", ["m1", "m2"]);
});

test("[frozen-engine] A node that hung is waited for when all others are done, and is an error if it does not come back", async () => {
  hangs = "swarm-node2";
  mockLate.mockResolvedValue("the Docker Engine of node2 hangs");
  const failed = jest.spyOn(console, "error").mockImplementation();
  try {
    await register({});
  } finally {
    hangs = "";
    mockLate.mockResolvedValue(undefined);
  }
  expect(mockLate).toHaveBeenLastCalledWith(".state/stack/swarm/machines", ["node2"]);
  expect(failed).toHaveBeenCalledWith(expect.stringContaining("the Docker Engine of node2 hangs"));
  failed.mockRestore();
});

test("[stack-rename] Everything is where the state says, by whatever name its stack and its cluster go", async () => {
  remembered = { directory: ".state/before/old", storePath: ".state/before/old/machines" };
  try {
    await register({ driver: "local", driverOptions: undefined, localNetwork: "10.9.0.0/24" });
  } finally {
    remembered = undefined;
  }
  const text = JSON.stringify(registered.filter(({ name }) => name !== "swarm-workspace"));
  expect(text).not.toContain(".state/stack/swarm");
  expect(mockNodes).toHaveBeenLastCalledWith(".state/before/old/machines", "the-swarm", ["node1"]);
  const host = registered.find(({ name }) => name === "swarm-node1-host")!.inputs;
  expect(host.triggers).toEqual([".state/before/old/hosts", "10.9.0.0/24"]);
  expect((host.environment as Record<string, string>).LOCAL_HOST_SPEC).toBe(
    '{"name":"node1","directory":".state/before/old/hosts","network":"10.9.0.0/24"}',
  );
  for (const { inputs } of [...ofType(":SwarmNode"), ...ofType(":Swarm"), ...ofType(":JoinTokens")])
    expect(inputs.storePath).toBe(".state/before/old/machines");
});

test("[stack-rename] A machine's spec has its keys in the order of earlier states", async () => {
  await register({ driver: "local", driverOptions: undefined, createTimeoutSeconds: 700 });
  const { environment } = registered.find(({ name }) => name === "swarm-node1-machine")!.inputs;
  const spec = JSON.parse((environment as Record<string, string>).MACHINE_SPEC!) as object;
  const last = ["storePath", "createTimeoutSeconds", "local", "name"];
  expect(Object.keys(spec)).toEqual(["driverOptions", "engine", "driver", ...last]);
});
