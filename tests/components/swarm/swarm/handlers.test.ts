import { Run } from "../../../../components/swarm/session/run";
import { makeSwarmHandlers } from "../../../../components/swarm/swarm/handlers";
import type { SwarmInputs } from "../../../../components/swarm/swarm/state";
import { elapse, seconds } from "../../../support/elapse";
import { stage } from "../../../support/handlers";
import { useVirtualTime } from "../../../support/virtual-time";

const lines = useVirtualTime();
type Roles = Record<string, "manager" | "worker">;

async function cluster(
  roles: Roles = { node1: "manager", node2: "worker", node3: "worker" },
  more: Partial<SwarmInputs> = {},
) {
  const s = stage(...Object.keys(roles));
  const up = await s.up(roles, more);
  const update = (news: Partial<SwarmInputs>, olds = up.state) =>
    elapse(s.swarm.update(up.swarmId, olds, s.swarmInputs(news)));
  return { ...s, ...up, update, raft: s.world.host("node1").membership!.swarm };
}

test("a swarm is made with every setting and an explicit advertise address", async () => {
  const s = stage("node1");
  const { id, outs } = await elapse(
    s.swarm.create(
      s.swarmInputs({
        labels: { team: "a" },
        taskHistoryRetentionLimit: 3,
        snapshotInterval: 9000,
        keepOldSnapshots: 2,
        logEntriesForSlowFollowers: 300,
        dispatcherHeartbeat: "2s",
        nodeCertExpiry: "72h",
        externalCAs: [{ url: "https://ca.example.org", options: { a: "b" } }],
        autolock: true,
        dataPathPort: 5000,
        subnetSize: 26,
        defaultAddressPools: ["10.20.0.0/16"],
      }),
    ),
  );
  const { swarm } = s.world.host("node1").membership!;
  expect(id).toBe(swarm.id);
  expect(swarm.spec).toMatchObject({
    Labels: { team: "a", "com.pulumi.swarm.cluster": "project/dev/swarm" },
    Orchestration: { TaskHistoryRetentionLimit: 3 },
    Raft: { SnapshotInterval: 9000, KeepOldSnapshots: 2, LogEntriesForSlowFollowers: 300 },
    Dispatcher: { HeartbeatPeriod: 2e9 },
    CAConfig: {
      NodeCertExpiry: 72 * 3600e9,
      ExternalCAs: [{ Protocol: "cfssl", URL: "https://ca.example.org", Options: { a: "b" } }],
    },
    EncryptionConfig: { AutoLockManagers: true },
  });
  expect(swarm.init).toEqual({ DataPathPort: 5000, SubnetSize: 26, DefaultAddrPool: ["10.20.0.0/16"] });
  expect(outs).toMatchObject({ swarmId: id, unlockKey: swarm.unlockKey, stateVersion: 1 });
});

test("an init whose record was lost is recognised as ours, even from another machine", async () => {
  const s = await cluster({ node1: "manager", node2: "manager", node3: "manager" });
  s.world.recreate("node1");
  const again = await elapse(s.swarm.create(s.swarmInputs()));
  expect(again.id).toBe(s.swarmId);
  expect(s.world.host("node1").membership).toBeUndefined();
});

test("a swarm of somebody else is refused, and adopted only when told", async () => {
  const s = stage("node1");
  const other = await elapse(s.swarm.create(s.swarmInputs({ cluster: "other" })));
  await expect(elapse(s.swarm.create(s.swarmInputs()))).rejects.toThrow(
    new RegExp(`node1 is in swarm ${other.id} already, which belongs to other.*adopt to true`),
  );
  await expect(elapse(s.swarm.create(s.swarmInputs({ adopt: true, dataPathPort: 5000 })))).rejects.toThrow(
    /cannot be adopted: dataPathPort is 4789, not 5000/,
  );
  const adopted = await elapse(s.swarm.create(s.swarmInputs({ adopt: true, labels: { a: "b" } })));
  expect(adopted.id).toBe(other.id);
  const labels = s.world.host("node1").membership!.swarm.spec.Labels;
  expect(labels).toEqual({ a: "b", "com.pulumi.swarm.cluster": "project/dev/swarm" });
});

test("an update changes what the program states, keeps the rest, and survives other writers", async () => {
  const s = await cluster();
  s.raft.spec.Labels = { ...s.raft.spec.Labels, theirs: "x" };
  s.raft.spec.Raft.SnapshotInterval = 777;
  s.raft.disturbances = 3;
  await s.update({ taskHistoryRetentionLimit: 1, labels: { mine: "y" } });
  expect(s.raft.spec).toMatchObject({
    Labels: { theirs: "x", mine: "y" },
    Raft: { SnapshotInterval: 777 },
    Orchestration: { TaskHistoryRetentionLimit: 1 },
  });
});

test("settings changed by hand are drift, those not stated are not, and equal durations stay as written", async () => {
  const s = await cluster(undefined, {
    nodeCertExpiry: "90m",
    dispatcherHeartbeat: "5s",
    labels: { a: "b", c: "d" },
  });
  const same = await elapse(s.swarm.read(s.swarmId, s.state));
  expect(same.inputs).toEqual(
    s.swarmInputs({
      swarmId: s.swarmId,
      nodeCertExpiry: "90m",
      dispatcherHeartbeat: "5s",
      labels: { a: "b", c: "d" },
    }),
  );
  s.raft.spec.CAConfig.NodeCertExpiry = 2 * 3600e9;
  s.raft.spec.Raft.SnapshotInterval = 777;
  s.raft.spec.Labels = { a: "other" };
  const drifted = await elapse(s.swarm.read(s.swarmId, s.state));
  expect(drifted.inputs).toEqual(
    s.swarmInputs({
      swarmId: s.swarmId,
      nodeCertExpiry: "2h",
      dispatcherHeartbeat: "5s",
      labels: { a: "other" },
    }),
  );
});

test("a CA rotation is done once for each trigger and waited for; a node that is off does not hold it up for ever", async () => {
  const s = await cluster();
  const { trustRoot } = s.raft;
  const { outs } = await s.update({ rotateCA: "1" });
  expect(s.raft.trustRoot).not.toBe(trustRoot);
  expect(s.raft.rootRotationInProgress()).toBe(false);
  const second = s.raft.trustRoot;
  await s.update({ rotateCA: "1", taskHistoryRetentionLimit: 2 }, outs);
  expect(s.raft.trustRoot).toBe(second);
  s.world.host("node3").cut();
  await s.update({ rotateCA: "2" }, outs);
  expect(lines).toContainEqual(
    expect.stringMatching(/gave up after 60 s.*not yet on node3.*continues by itself/),
  );
});

test("the unlock key is an output, rotates once for each trigger, and the one before is kept", async () => {
  const s = await cluster();
  const locked = await s.update({ autolock: true });
  expect(locked.outs.unlockKey).toBe(s.raft.unlockKey);
  s.raft.disturbances = 2;
  const rotated = await s.update({ autolock: true, rotateUnlockKey: "1" }, locked.outs);
  expect(rotated.outs.unlockKey).toBe(s.raft.unlockKey);
  expect(rotated.outs.unlockKey).not.toBe(locked.outs.unlockKey);
  expect(rotated.outs.previousUnlockKey).toBe(locked.outs.unlockKey);
  const again = await s.update(
    { autolock: true, rotateUnlockKey: "1", taskHistoryRetentionLimit: 2 },
    rotated.outs,
  );
  expect(again.outs).toMatchObject({
    unlockKey: rotated.outs.unlockKey,
    previousUnlockKey: locked.outs.unlockKey,
  });
  expect(lines.join("\n")).not.toMatch(/SWMKEY-1/);
});

test("a swarm is gone only when no machine can be in it any more", async () => {
  const s = await cluster();
  s.world.host("node1").cut();
  expect((await elapse(s.swarm.read(s.swarmId, s.state))).id).toBe(s.swarmId);
  s.world.recreate("node1");
  expect((await elapse(s.swarm.read(s.swarmId, s.state))).id).toBe(s.swarmId);
  s.world.recreate("node2");
  s.world.recreate("node3");
  expect(await elapse(s.swarm.read(s.swarmId, s.state))).toEqual({});
});

test("init-only settings are refused while something would be lost, and made when allowed", async () => {
  const s = await cluster();
  const wanted = { dataPathPort: 5000 };
  await expect(elapse(s.swarm.create(s.swarmInputs(wanted)))).rejects.toThrow(
    /dataPathPort is 4789, not 5000.*still has 2 other nodes.*Nothing was changed.*allowReplace/,
  );
  expect(s.world.host("node3").membership!.swarm.id).toBe(s.swarmId);
  const { id, outs } = await elapse(s.swarm.create(s.swarmInputs({ ...wanted, allowReplace: true })));
  expect(id).not.toBe(s.swarmId);
  expect(outs.initSettings.dataPathPort).toBe(5000);
  expect(s.world.host("node2").membership).toBeUndefined();
  // What Pulumi does then: the old nodes are deleted, and the old swarm last.
  await elapse(s.node.delete(s.nodes.node2.nodeId, s.nodes.node2));
  await elapse(s.swarm.delete(s.swarmId, s.state));
  expect(s.world.host("node1").membership!.swarm.id).toBe(id);
});

test("a deletion makes every machine that is still in the swarm leave, and no other", async () => {
  const s = stage("node1", "node2", "node3", "node4");
  const { swarmId, state } = await s.up({ node1: "manager", node2: "worker", node3: "manager" });
  const other = await elapse(s.swarm.create(s.swarmInputs({ machine: "node4", cluster: "other" })));
  const fresh = makeSwarmHandlers(new Run(() => s.world.fleet));
  await elapse(fresh.delete(swarmId, state));
  expect(["node1", "node2", "node3"].map((name) => s.world.host(name).membership)).toEqual(
    Array(3).fill(undefined),
  );
  expect(s.world.host("node4").membership!.swarm.id).toBe(other.id);
});

test("what this run has just made or found is not deleted as what it replaced", async () => {
  const s = await cluster();
  await elapse(s.swarm.delete(s.swarmId, s.state));
  expect(s.world.host("node1").membership!.swarm.id).toBe(s.swarmId);
});

test("any manager will do when the founder is dead", async () => {
  const s = await cluster({ node1: "manager", node2: "manager", node3: "manager" });
  s.world.host("node1").cut();
  await seconds(3);
  await s.update({ taskHistoryRetentionLimit: 9 });
  expect(s.raft.spec.Orchestration.TaskHistoryRetentionLimit).toBe(9);
});

test("after a refresh the inputs of an update hold the swarm's ID, and those of a replacement do not", async () => {
  const s = await cluster();
  const { inputs } = await elapse(s.swarm.read(s.swarmId, s.state));
  const news = s.swarmInputs({ taskHistoryRetentionLimit: 3 });
  expect((await s.swarm.check(inputs, news)).inputs).toEqual({ ...news, swarmId: s.swarmId });
  expect((await s.swarm.check({}, news)).inputs).toEqual(news);
});
