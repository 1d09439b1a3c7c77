import { elapse, seconds } from "../../../support/elapse";
import { FakeHost } from "../../../support/fake-world";
import { stage } from "../../../support/handlers";
import { useVirtualTime } from "../../../support/virtual-time";

const lines = useVirtualTime();

async function three() {
  const s = stage("node1", "node2", "node3");
  const up = await s.up({ node1: "manager", node2: "manager", node3: "manager" });
  const raft = s.world.host("node1").membership!.swarm;
  const label = (name: string, olds = up.nodes[name]) => {
    const wanted = s.nodeInputs(up.swarmId, name, { role: "manager", labels: { disk: "ssd" } });
    return elapse(s.node.update(olds.nodeId, olds, wanted));
  };
  return { ...s, ...up, raft, label };
}

test("[ghost] another machine of this stack that bears the same host name and is down stays a manager", async () => {
  const s = await three();
  s.world.host("node2").hostname = "node3";
  s.world.host("node3").cut();
  await seconds(20);

  await s.label("node2");

  expect(s.raft.members().map(({ id }) => id)).toContain(s.nodes.node3.nodeId);
  const stays = lines.filter((line) => line.startsWith("[node2] node ") && line.includes("it stays"));
  expect(stays).toEqual([expect.stringContaining(`docker node rm ${s.nodes.node3.nodeId}`)]);
});

test("[ghost] a foreign host of the same name that is off stays in the swarm", async () => {
  const s = await three();
  const foreign = s.raft.addNode(new FakeHost("node2", "10.9.0.99"), "worker", "active");
  await seconds(20);

  await s.label("node2");

  expect(s.raft.nodes.has(foreign.id)).toBe(true);
});

test("[ghost] an earlier entry is removed by the ID in the state, and where the state lost it by the machine's notes", async () => {
  const s = await three();
  const before = s.nodes.node2.nodeId;
  s.world.recreate("node2");
  await s.label("node2");
  expect(s.raft.nodes.has(before)).toBe(false);

  s.world.host("node3").cut();
  s.world.host("node3").stored = false;
  expect(await elapse(s.node.read(s.nodes.node3.nodeId, s.nodes.node3))).toEqual({});
  const { id } = await elapse(s.node.create(s.nodeInputs(s.swarmId, "node3", { role: "manager" })));
  expect(s.raft.members().map((node) => node.id)).toContain(id);
  expect(s.raft.nodes.has(s.nodes.node3.nodeId)).toBe(false);
});
