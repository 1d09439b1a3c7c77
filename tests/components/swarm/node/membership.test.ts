import { elapse, seconds } from "../../../support/elapse";
import { stage } from "../../../support/handlers";
import { useVirtualTime } from "../../../support/virtual-time";

useVirtualTime();

async function two() {
  const s = stage("node1", "node2", "node3");
  const up = await s.up({ node1: "manager" });
  return { ...s, ...up, join: (more = {}) => elapse(s.node.create(s.nodeInputs(up.swarmId, "node2", more))) };
}

test("a join whose record was lost is found again: one entry, the same ID", async () => {
  const s = stage("node1", "node2");
  const { swarmId, nodes } = await s.up({ node1: "manager", node2: "worker" });
  const again = await elapse(s.node.create(s.nodeInputs(swarmId, "node2")));
  expect(again.id).toBe(nodes.node2.nodeId);
  expect(s.world.host("node1").membership!.swarm.nodes.size).toBe(2);
});

test("a machine that is off or gone is created or repaired first, and joins again under one entry", async () => {
  const s = stage("node1", "node2");
  const { swarmId, nodes } = await s.up({ node1: "manager", node2: "worker" });
  s.world.host("node2").stored = false;
  s.world.host("node2").on = false;
  const { id } = await elapse(s.node.create(s.nodeInputs(swarmId, "node2")));
  expect(s.world.ensured).toEqual(["node2"]);
  expect(id).not.toBe(nodes.node2.nodeId);
  expect([...s.world.host("node1").membership!.swarm.nodes.keys()]).toEqual([nodes.node1.nodeId, id]);
});

test("a node that left by hand joins again, and its state tells the new ID", async () => {
  const s = stage("node1", "node2");
  const { swarmId, nodes } = await s.up({ node1: "manager", node2: "worker" });
  await elapse(s.world.engine("node2").swarmLeave());
  const { outs } = await elapse(
    s.node.update(nodes.node2.nodeId, nodes.node2, s.nodeInputs(swarmId, "node2")),
  );
  expect(outs.nodeId).not.toBe(nodes.node2.nodeId);
  expect(s.world.host("node1").membership!.swarm.nodes.size).toBe(2);
});

test("[second-stack] a machine in another swarm is refused, naming both swarms and the owner, and stays as it is", async () => {
  const s = await two();
  const other = await elapse(s.swarm.create(s.swarmInputs({ machine: "node2", cluster: "other" })));
  await expect(s.join()).rejects.toThrow(
    new RegExp(
      `node2 is in another swarm: swarm ${other.id} .*, which belongs to other, and not in swarm ${s.swarmId}.*` +
        `Nothing was changed. Take it out of the nodes of other first`,
    ),
  );
  await elapse(s.node.create(s.nodeInputs(other.id, "node3")));
  await expect(elapse(s.node.create(s.nodeInputs(s.swarmId, "node3")))).rejects.toThrow(
    new RegExp(`swarm ${other.id}.*which belongs to other, and not in swarm ${s.swarmId}`),
  );
  expect(s.world.host("node3").membership!.swarm.id).toBe(other.id);
});

test("what is left of a node that was removed is removed, and it joins again", async () => {
  const s = await two();
  const first = await s.join();
  const { swarm } = s.world.host("node1").membership!;
  swarm.removeNode(first.id, true);
  const active = await s.join();
  expect(active.id).not.toBe(first.id);
  swarm.removeNode(active.id, true);
  await seconds(3);
  expect(s.world.host("node2").membership!.state).toBe("error");
  const again = await s.join();
  expect(again.outs.status).toBe("ready");
  expect([...swarm.nodes.keys()]).toEqual([s.nodes.node1.nodeId, again.id]);
});
