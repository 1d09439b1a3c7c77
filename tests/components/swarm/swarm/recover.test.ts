import { elapse } from "../../../support/elapse";
import { stage } from "../../../support/handlers";
import { useVirtualTime } from "../../../support/virtual-time";

const lines = useVirtualTime();
const recover = (manager: string, trigger = "1") => ({ recover: { manager, trigger } });

async function cluster(more = {}) {
  const s = stage("node1", "node2", "node3", "node4");
  const up = await s.up({ node1: "manager", node2: "manager", node3: "manager", node4: "worker" }, more);
  const update = (news: object, olds = up.state) =>
    elapse(s.swarm.update(up.swarmId, olds, s.swarmInputs({ ...more, ...news })));
  return { ...s, ...up, update, raft: s.world.host("node1").membership!.swarm };
}

test("after the quorum is lost one named manager is made the only one, once, under the same swarm ID", async () => {
  const s = await cluster();
  s.world.host("node2").cut();
  s.world.host("node3").cut();
  const { outs } = await s.update(recover("node1"));
  expect(outs).toMatchObject({ swarmId: s.swarmId, ...recover("node1") });
  expect(s.raft.members().map((node) => node.host.name)).toEqual(["node1"]);
  expect((await s.swarm.diff(s.swarmId, outs, s.swarmInputs(recover("node1")))).changes).toBe(false);
});

test("a swarm that has a leader is not recovered", async () => {
  const s = await cluster();
  await s.update(recover("node1"));
  expect(s.raft.members()).toHaveLength(3);
  expect(lines).toContainEqual(expect.stringMatching(/nothing to recover: swarm .* has a leader/));
});

test("without a new trigger a lost quorum is an error that tells the way", async () => {
  const s = await cluster();
  s.world.host("node2").cut();
  s.world.host("node3").cut();
  await expect(s.update({ taskHistoryRetentionLimit: 2 })).rejects.toThrow(
    /node1 is a manager without a leader.*lost its quorum.*`recover`/,
  );
});

test("recovery is refused from a worker, and while autolock is on", async () => {
  const s = await cluster();
  s.world.host("node2").cut();
  s.world.host("node3").cut();
  await expect(s.update(recover("node4"))).rejects.toThrow(
    /cannot be recovered from node4: it is not a manager/,
  );
  const locked = await cluster({ autolock: true });
  locked.world.host("node2").cut();
  locked.world.host("node3").cut();
  await expect(locked.update(recover("node1"))).rejects.toThrow(/while autolock is on.*moby#36852/);
});

test("[recover-ports] a recovered manager keeps its listen port and its data path", async () => {
  const s = stage("node1", "node2");
  const { swarmId, state } = await s.up({}, { dataPathPort: 5000 });
  const addresses = { listenAddress: "10.9.0.1:2399", dataPathAddress: "10.8.0.1" };
  await elapse(s.node.create(s.nodeInputs(swarmId, "node1", { role: "manager", ...addresses })));
  await elapse(s.node.create(s.nodeInputs(swarmId, "node2", { role: "manager" })));
  s.world.host("node2").cut();

  await elapse(s.swarm.update(swarmId, state, s.swarmInputs({ dataPathPort: 5000, ...recover("node1") })));

  expect(s.world.host("node1").initRequest).toEqual({
    ForceNewCluster: true,
    ListenAddr: "10.9.0.1:2399",
    AdvertiseAddr: "10.9.0.1:2377",
    DataPathAddr: "10.8.0.1",
    DataPathPort: 5000,
  });
});

test("[recover-ports] the port that others find the manager by is kept where nothing else is known", async () => {
  const s = await cluster();
  s.world.host("node2").cut();
  s.world.host("node3").cut();
  await s.update(recover("node1"));
  expect(s.world.host("node1").initRequest).toMatchObject({
    ListenAddr: "0.0.0.0:2377",
    AdvertiseAddr: "10.9.0.1:2377",
  });
});
