import { elapse, seconds } from "../../../support/elapse";
import { stage } from "../../../support/handlers";
import { useVirtualTime } from "../../../support/virtual-time";

useVirtualTime();

test("a new node joins drained, is labelled, and only then made available", async () => {
  const s = stage("node1", "node2");
  const { swarmId } = await s.up({ node1: "manager" });
  const { swarm } = s.world.host("node1").membership!;
  const seen: string[] = [];
  const update = swarm.updateNode.bind(swarm);
  swarm.updateNode = (id, version, spec) => {
    seen.push(`${JSON.stringify(spec.Labels)} ${spec.Availability}`);
    update(id, version, spec);
  };
  await elapse(s.node.create(s.nodeInputs(swarmId, "node2", { labels: { disk: "ssd" } })));
  expect(seen).toEqual(['{"disk":"ssd"} drain', '{"disk":"ssd"} active']);
});

test("an update changes only what the program owns, and survives others who change the node too", async () => {
  const s = stage("node1", "node2");
  const { swarmId, nodes } = await s.up({ node1: "manager", node2: "worker" });
  const { swarm } = s.world.host("node1").membership!;
  const node = swarm.node(nodes.node2.nodeId);
  node.spec.Labels = { theirs: "x", old: "1" };
  swarm.disturbances = 3;
  const olds = { ...nodes.node2, labels: { old: "1" } };
  const { outs } = await elapse(
    s.node.update(
      node.id,
      olds,
      s.nodeInputs(swarmId, "node2", { labels: { mine: "y" }, availability: "pause" }),
    ),
  );
  expect(node.spec).toMatchObject({ Labels: { theirs: "x", mine: "y" }, Availability: "pause" });
  expect(outs).toMatchObject({ labels: { mine: "y" }, otherLabels: { theirs: "x" }, availability: "pause" });
});

test("[ghost] earlier entries of the machine are removed; nodes of other names are not, even when down", async () => {
  const s = stage("node1", "node2", "node3");
  const { swarmId } = await s.up({ node1: "manager" });
  const join = () => elapse(s.node.create(s.nodeInputs(swarmId, "node2")));
  await join();
  await elapse(s.node.create(s.nodeInputs(swarmId, "node3")));
  s.world.host("node3").cut();
  s.world.recreate("node2");
  await seconds(20);
  const { id } = await join();
  const nodes = [...s.world.host("node1").membership!.swarm.nodes.values()];
  expect(nodes.map((node) => node.host.name)).toEqual(["node1", "node3", "node2"]);
  expect(nodes.at(-1)!.id).toBe(id);
});
