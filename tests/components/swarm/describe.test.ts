import type { Node } from "../../../components/engine/types";
import { applyRules } from "../../../components/plan/schema";
import { describe as describeSwarm } from "../../../components/swarm/describe";
import { reservedPrefix } from "../../../components/swarm/node/labels";
import type { SwarmInputs } from "../../../components/swarm/swarm/state";
import { elapse } from "../../support/elapse";
import { stage } from "../../support/handlers";
import { useVirtualTime } from "../../support/virtual-time";

useVirtualTime();

/** Everything that can be read back, none of it as engines have it by themselves. */
const declared: Partial<SwarmInputs> = {
  labels: { team: "shop" },
  taskHistoryRetentionLimit: 2,
  snapshotInterval: 5000,
  keepOldSnapshots: 1,
  logEntriesForSlowFollowers: 100,
  dispatcherHeartbeat: "10s",
  nodeCertExpiry: "720h",
  externalCAs: [{ protocol: "cfssl", url: "https://ca.example.com" }],
  autolock: true,
  defaultAddressPools: ["10.20.0.0/16"],
  subnetSize: 26,
  dataPathPort: 5000,
};

async function running(more: Partial<SwarmInputs> = {}) {
  const s = stage("m1", "m2", "w1");
  await s.up({ m1: "manager", m2: "manager", w1: "worker" }, more);
  const engine = s.world.fleet.engine("m1");
  const answers = async () => ({ swarm: await engine.swarmInspect(), nodes: await engine.nodes() });
  const described = async () => {
    const { swarm, nodes } = await elapse(answers());
    return describeSwarm(swarm, nodes);
  };
  return { ...s, answers, described };
}

test("A swarm with SwarmKit's defaults is its nodes and nothing else", async () => {
  const s = await running();

  expect(await s.described()).toEqual({
    nodes: [
      { name: "m1", role: "manager" },
      { name: "m2", role: "manager" },
      { name: "w1", role: "worker" },
    ],
    addresses: [expect.stringMatching(/^[\d.]+$/), expect.any(String), expect.any(String)],
    swarm: { adopt: true },
    remarks: [],
  });
});

test("Every setting that differs from its default is described as a program declares it", async () => {
  const s = await running(declared);

  const { swarm, remarks } = await s.described();
  expect(swarm).toEqual({ adopt: true, ...declared });
  expect(remarks).toEqual([expect.stringContaining("external authority")]);
});

test("The swarm is adopted with its own description, and its settings stay as they are", async () => {
  const s = await running(declared);
  const before = (await elapse(s.answers())).swarm;

  const { swarm } = await s.described();
  await elapse(s.swarm.create(s.swarmInputs({ ...swarm, cluster: "project/dev/swarm" })));

  const after = (await elapse(s.answers())).swarm;
  expect(after.ID).toBe(before.ID);
  expect(after.Spec).toEqual(before.Spec);
});

test("The description is a configuration without problems", async () => {
  const { nodes, swarm } = await (await running(declared)).described();

  expect(applyRules({ nodes, swarm } as Parameters<typeof applyRules>[0]).broken).toEqual([]);
});

test("Availability and labels are described, but not what is at its default or marks a program", async () => {
  const s = await running();
  const { swarm, nodes } = await elapse(s.answers());
  const changed = nodes.map((node) =>
    node.Description.Hostname === "w1"
      ? withSpec(node, { Availability: "drain", Labels: { zone: "b", [`${reservedPrefix}mark`]: "x" } })
      : withSpec(node, { Labels: null }),
  );

  expect(describeSwarm(swarm, changed).nodes).toEqual([
    { name: "m1", role: "manager" },
    { name: "m2", role: "manager" },
    { name: "w1", role: "worker", availability: "drain", labels: { zone: "b" } },
  ]);
});

test("Managers come first, then all by name as people count", async () => {
  const s = await running();
  const { swarm, nodes } = await elapse(s.answers());
  const [manager, , worker] = nodes;
  const named = (node: Node, name: string): Node => ({
    ...node,
    ID: name,
    Description: { ...node.Description, Hostname: name },
  });

  const all = [named(worker, "n10"), named(worker, "n9"), named(manager, "z"), named(worker, "a")];
  expect(describeSwarm(swarm, all).nodes.map(({ name }) => name)).toEqual(["z", "a", "n9", "n10"]);
});

test("A node that its host left behind is left out, with the command that removes it; a silent one is named", async () => {
  const s = await running();
  const { swarm, nodes } = await elapse(s.answers());
  const [m1, m2, w1] = nodes;
  const down = { ...w1.Status, State: "down" as const };
  const ghost: Node = { ...w1, ID: "ghost", Status: down };

  const { nodes: own, remarks } = describeSwarm(swarm, [m1, { ...m2, Status: down }, ghost, w1]);
  expect(own.map(({ name }) => name)).toEqual(["m1", "m2", "w1"]);
  expect(remarks).toEqual([
    "A second node is called w1: ghost, down. It is left out; remove it with: docker node rm --force ghost",
    "m2 is down: bring it back, or delete it here, before the swarm is adopted.",
  ]);
});

function withSpec(node: Node, spec: Partial<Node["Spec"]>): Node {
  return { ...node, Spec: { ...node.Spec, ...spec } };
}
