import { elapse } from "../../../support/elapse";
import { stage } from "../../../support/handlers";
import { useVirtualTime } from "../../../support/virtual-time";

useVirtualTime();

test("a worker whose machine moved leaves and joins with the new address; a manager is refused", async () => {
  const s = stage("node1", "node2", "node3");
  const { swarmId, nodes } = await s.up({ node1: "manager", node2: "worker", node3: "manager" });
  s.world.host("node2").moveTo("10.9.0.22");
  const moved = { ...nodes.node2, status: "moved" };
  const { outs } = await elapse(s.node.update(moved.nodeId, moved, s.nodeInputs(swarmId, "node2")));
  expect(outs).toMatchObject({ address: "10.9.0.22", machineAddress: "10.9.0.22", status: "ready" });
  expect(s.world.host("node1").membership!.swarm.nodes.size).toBe(3);
  const manager = { ...nodes.node3, status: "moved" };
  const wanted = s.nodeInputs(swarmId, "node3", { role: "manager" });
  await expect(elapse(s.node.update(manager.nodeId, manager, wanted))).rejects.toThrow(/must be static/);
});

test("a worker that came back elsewhere when its machine was started joins with the new address", async () => {
  const s = stage("node1", "node2");
  const { swarmId, nodes } = await s.up({ node1: "manager", node2: "worker" });
  const host = s.world.host("node2");
  host.cut();
  host.condition = { state: "stopped", movedTo: "10.9.0.22" };
  const stopped = { ...nodes.node2, status: "stopped" };
  const { outs } = await elapse(s.node.update(stopped.nodeId, stopped, s.nodeInputs(swarmId, "node2")));
  expect(outs).toMatchObject({ address: "10.9.0.22", machineAddress: "10.9.0.22", status: "ready" });
  expect(outs.nodeId).not.toBe(nodes.node2.nodeId);
  expect(s.world.ensured).toEqual(["node2"]);
});
