import { elapse, seconds } from "../../../support/elapse";
import { stage } from "../../../support/handlers";
import { useVirtualTime } from "../../../support/virtual-time";

const lines = useVirtualTime();

async function three() {
  const s = stage("node1", "node2", "node3");
  const up = await s.up({ node1: "manager", node2: "manager", node3: "manager" });
  const role = (name: string, wanted: "manager" | "worker") =>
    elapse(
      s.node.update(up.nodes[name].nodeId, up.nodes[name], s.nodeInputs(up.swarmId, name, { role: wanted })),
    );
  return { ...s, ...up, role, raft: s.world.host("node1").membership!.swarm };
}

test("a promotion soon after a demotion waits for the worker's certificate, and says so", async () => {
  const s = await three();
  await seconds(10);
  await s.role("node2", "worker");
  const start = Date.now();
  await s.role("node2", "manager");
  expect(lines).toContainEqual(
    expect.stringMatching(/waiting 6 s, since a promotion right after a demotion stalls/),
  );
  // Without the wait it takes 30 s. The new certificate comes after 4.5 s, and is a change itself.
  expect((Date.now() - start) / 1000).toBeLessThan(13);
});

test("a promotion of a worker that has not changed lately does not wait", async () => {
  const s = await three();
  await seconds(10);
  await s.role("node2", "worker");
  await seconds(15);
  const start = Date.now();
  await s.role("node2", "manager");
  expect((Date.now() - start) / 1000).toBeLessThan(2);
});

test("the leader, founder or not, can be demoted through another manager", async () => {
  const s = await three();
  const { outs } = await s.role("node1", "worker");
  expect(outs.reachability).toBeUndefined();
  expect(s.raft.members().map((node) => node.host.name)).toEqual(["node2", "node3"]);
});

test("a demotion that loses the quorum is refused before anything is touched", async () => {
  const s = await three();
  s.world.host("node3").cut();
  await seconds(5);
  const version = s.raft.version;
  await expect(s.role("node2", "worker")).rejects.toThrow(
    /^node2 stays a manager: the swarm would lose its quorum: of the 2 managers that would remain only 1 \(node1\).*First bring back or remove node3/,
  );
  expect(s.raft.version).toBe(version);
});

test("the last manager is not demoted while other nodes stay", async () => {
  const s = stage("node1", "node2");
  const { swarmId, nodes } = await s.up({ node1: "manager", node2: "worker" });
  const worker = s.nodeInputs(swarmId, "node1");
  await expect(elapse(s.node.update(nodes.node1.nodeId, nodes.node1, worker))).rejects.toThrow(
    /node1 stays a manager: it is the last manager of the swarm while node2 \(ready\) would stay in it/,
  );
});

test("of two demotions at once that are each safe but not together, only one is made", async () => {
  const s = stage("node1", "node2", "node3", "node4");
  const up = await s.up({ node1: "manager", node2: "manager", node3: "manager", node4: "manager" });
  const raft = s.world.host("node1").membership!.swarm;
  s.world.host("node4").cut();
  await seconds(5);
  const demote = (name: string) =>
    s.node.update(up.nodes[name].nodeId, up.nodes[name], s.nodeInputs(up.swarmId, name));
  const [first, second] = await elapse(Promise.allSettled([demote("node2"), demote("node3")]));
  expect([first.status, second.status]).toEqual(["fulfilled", "rejected"]);
  expect(raft.members().map((node) => node.host.name)).toEqual(["node1", "node3", "node4"]);
  expect(raft.hasLeader()).toBe(true);
});

test("a node whose machine does not answer is repaired before it is promoted, not promoted in name only", async () => {
  const s = stage("node1", "node2");
  const { swarmId, nodes } = await s.up({ node1: "manager", node2: "worker" });
  s.world.host("node2").cut();
  const manager = s.nodeInputs(swarmId, "node2", { role: "manager" });
  const { outs } = await elapse(s.node.update(nodes.node2.nodeId, nodes.node2, manager));
  expect(s.world.ensured).toEqual(["node2"]);
  expect(outs).toMatchObject({ role: "manager", reachability: "reachable" });
});
