import { elapse, seconds } from "../../../support/elapse";
import { stage } from "../../../support/handlers";
import { useVirtualTime } from "../../../support/virtual-time";

const lines = useVirtualTime();
const stale =
  "manager stopped: can't initialize raft node: rpc error: code = Unavailable desc = dial tcp 10.9.0.9:2377: i/o timeout";

async function pair() {
  const s = stage("node1", "node2");
  const up = await s.up({ node1: "manager", node2: "worker" });
  const raft = s.world.host("node1").membership!.swarm;
  await seconds(10);
  const update = (role: "manager" | "worker") =>
    elapse(s.node.update(up.nodes.node2.nodeId, up.nodes.node2, s.nodeInputs(up.swarmId, "node2", { role })));
  /** What `docker node promote` does. */
  const promoteByHand = () => {
    const node = raft.node(up.nodes.node2.nodeId);
    raft.updateNode(node.id, node.version, { ...node.spec, Role: "manager" });
  };
  const roles = () => [...raft.nodes.values()].map((node) => [node.host.name, node.spec.Role, node.member]);
  return { ...s, ...up, raft, update, promoteByHand, roles };
}

test("a promotion that first dials a manager that is gone is waited for", async () => {
  const s = await pair();
  Object.assign(s.world.host("node2"), { promotionFault: stale, triesAgain: true });
  const { outs } = await s.update("manager");
  expect(outs).toMatchObject({ role: "manager", reachability: "reachable", nodeId: s.nodes.node2.nodeId });
  expect(lines.filter((line) => /still becoming a manager: that takes 20 s more/.test(line))).toHaveLength(1);
});

test("a node that its engine restarted is healthy, though the engine goes on calling it an error", async () => {
  const s = await pair();
  Object.assign(s.world.host("node2"), { promotionFault: stale, triesAgain: true });
  const { outs } = await s.update("manager");
  expect((await elapse(s.world.engine("node2").info())).Swarm).toMatchObject({
    LocalNodeState: "error",
    Error: "",
  });
  const { inputs, props } = await elapse(s.node.read(outs.nodeId, outs));
  expect(inputs?.status).toBeUndefined();
  expect(props).toMatchObject({ status: "ready", role: "manager" });
  await expect(s.update("worker")).resolves.toMatchObject({ outs: { nodeId: outs.nodeId } });
});

test("a node whose promotion does not succeed joins again as a manager", async () => {
  const s = await pair();
  s.world.host("node2").promotionFault = stale;
  const outs = await s.update("manager");
  expect(outs.outs).toMatchObject({ role: "manager", reachability: "reachable" });
  expect(outs.outs.nodeId).not.toBe(s.nodes.node2.nodeId);
  expect(s.roles()).toEqual([
    ["node1", "manager", true],
    ["node2", "manager", true],
  ]);
  expect(lines).toContainEqual(
    expect.stringMatching(
      /^\[node2\] was promoted but could not become a manager: .*manager stopped.*joining again/,
    ),
  );
});

test("a node that was promoted by hand a moment ago is demoted once it is a manager", async () => {
  const s = await pair();
  s.promoteByHand();
  const { outs } = await s.update("worker");
  expect(outs).toMatchObject({ role: "worker", nodeId: s.nodes.node2.nodeId });
  expect(s.roles()[1]).toEqual(["node2", "worker", false]);
});

test("a node that was promoted by hand without success joins again as a worker", async () => {
  const s = await pair();
  s.world.host("node2").promotionFault = stale;
  s.promoteByHand();
  const { outs } = await s.update("worker");
  expect(outs).toMatchObject({ role: "worker", status: "ready" });
  expect(s.roles()).toEqual([
    ["node1", "manager", true],
    ["node2", "worker", false],
  ]);
});

test("a node that was promoted by hand without success can be removed", async () => {
  const s = await pair();
  s.world.host("node2").promotionFault = stale;
  s.promoteByHand();
  await seconds(5);
  await elapse(s.node.delete(s.nodes.node2.nodeId, s.nodes.node2));
  expect(s.roles()).toEqual([["node1", "manager", true]]);
  expect(s.world.host("node2").membership).toBeUndefined();
});

test("a node whose engine has given up a promotion joins again, once it had time to start again by itself", async () => {
  const s = await pair();
  s.world.host("node2").promotionFault = stale;
  s.promoteByHand();
  await seconds(25);
  expect((await elapse(s.world.engine("node2").info())).Swarm).toMatchObject({ LocalNodeState: "error" });
  const { outs } = await s.update("manager");
  expect(outs).toMatchObject({ role: "manager", reachability: "reachable" });
  expect(lines).toContainEqual(expect.stringMatching(/can't initialize raft node.*joining again/));
});
