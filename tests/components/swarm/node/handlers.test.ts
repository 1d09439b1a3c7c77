import type { PartialCreate } from "../../../../components/swarm/handlers";
import type { NodeState } from "../../../../components/swarm/node/state";
import { elapse } from "../../../support/elapse";
import { fault } from "../../../support/fake-errors";
import { stage } from "../../../support/handlers";
import { useVirtualTime } from "../../../support/virtual-time";

const lines = useVirtualTime();

test("three machines become a swarm of one manager and two workers", async () => {
  const s = stage("node1", "node2", "node3");
  const { swarmId, nodes } = await s.up({ node1: "manager", node2: "worker", node3: "worker" });
  expect(nodes.node1).toMatchObject({
    role: "manager",
    status: "ready",
    leader: true,
    reachability: "reachable",
  });
  expect(nodes.node2).toMatchObject({
    role: "worker",
    status: "ready",
    address: "10.9.0.2",
    hostname: "node2",
  });
  expect(s.world.host("node3").membership?.swarm.id).toBe(swarmId);
});

test("a worker is promoted, demoted again, and each is waited for until it is real", async () => {
  const s = stage("node1", "node2");
  const { swarmId, nodes } = await s.up({ node1: "manager", node2: "worker" });
  const manager = { ...s.nodeInputs(swarmId, "node2"), role: "manager" as const };
  const promoted = await elapse(s.node.update(nodes.node2.nodeId, nodes.node2, manager));
  expect(promoted.outs).toMatchObject({ role: "manager", reachability: "reachable" });
  expect(s.world.host("node2").membership?.control).toBe(true);
  const demoted = await elapse(
    s.node.update(nodes.node2.nodeId, promoted.outs, s.nodeInputs(swarmId, "node2")),
  );
  expect(demoted.outs.reachability).toBeUndefined();
  expect(s.world.host("node2").membership?.control).toBe(false);
});

test("a deleted worker leaves and is taken off the managers' list", async () => {
  const s = stage("node1", "node2");
  const { nodes } = await s.up({ node1: "manager", node2: "worker" });
  await elapse(s.node.delete(nodes.node2.nodeId, nodes.node2));
  expect(s.world.host("node2").membership).toBeUndefined();
  expect([...s.world.host("node1").membership!.swarm.nodes.keys()]).toEqual([nodes.node1.nodeId]);
});

test("check fills in defaults and marks the run as one in which the program runs", async () => {
  const s = stage("node1");
  s.run.programRan = false;
  const { inputs } = await s.node.check(
    {},
    { storePath: ".", swarmId: "s", machine: "node1", role: "worker" },
  );
  expect(inputs).toMatchObject({ availability: "active", labels: {} });
  expect(s.run.programRan).toBe(true);
});

test("a node that joined but could not be finished is kept, and the next update finishes it", async () => {
  const s = stage("node1", "node2");
  const { swarmId } = await s.up({ node1: "manager" });
  const { swarm } = s.world.host("node1").membership!;
  const update = swarm.updateNode.bind(swarm);
  swarm.updateNode = () => {
    throw new Error("broken with SWMTKN-1-abc-def");
  };
  const inputs = s.nodeInputs(swarmId, "node2", { labels: { a: "b" } });
  const error = await elapse(s.node.create(inputs)).catch((reason: unknown) => reason);
  const nodeId = s.world.host("node2").membership!.nodeId;
  expect(error).toMatchObject({
    id: nodeId,
    reasons: ["broken with SWMTKN-***"],
    properties: { ...inputs, nodeId },
  });
  const { properties } = error as { properties: typeof inputs & { nodeId: string; stateVersion: number } };
  expect((await s.node.diff(nodeId, properties, inputs)).changes).toBe(true);
  swarm.updateNode = update;
  const finished = await elapse(s.node.update(nodeId, properties, inputs));
  expect(finished.outs).toMatchObject({ status: "ready", labels: { a: "b" } });
  expect(swarm.node(nodeId).spec).toMatchObject({ Availability: "active", Labels: { a: "b" } });
});

test("a create that fails after the join reports the call and the engine, as the same update does", async () => {
  const s = stage("node1", "node2");
  const { swarmId } = await s.up({ node1: "manager" });
  const { swarm } = s.world.host("node1").membership!;
  swarm.updateNode = () => {
    throw fault("badName", "10.9.0.1:2376");
  };
  const inputs = s.nodeInputs(swarmId, "node2", { labels: { a: "b" } });
  const created = await elapse(s.node.create(inputs)).catch((reason: PartialCreate<NodeState>) => reason);
  const { id, properties, reasons } = created as PartialCreate<NodeState>;
  const updated = await elapse(s.node.update(id, properties, inputs)).catch((reason: Error) => reason);
  expect(reasons).toEqual(['fake at 10.9.0.1:2376 (HTTP 400): swarm spec must be named "default"']);
  expect((updated as Error).message).toBe(reasons[0]);
});

test("each step is printed in a line that names the node", async () => {
  const s = stage("node1", "node2");
  await s.up({ node1: "manager", node2: "worker" });
  expect(lines).toContainEqual(expect.stringMatching(/^\[node2\] joined as worker \(\d+\.\d s\)$/));
});
