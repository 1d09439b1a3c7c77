import { backupSwarm } from "../../../../components/swarm/swarm/backup";
import { Run } from "../../../../components/swarm/session/run";
import { elapse } from "../../../support/elapse";
import { stage } from "../../../support/handlers";
import { useVirtualTime } from "../../../support/virtual-time";

const lines = useVirtualTime();

async function cluster(roles: Record<string, "manager" | "worker">) {
  const s = stage(...Object.keys(roles));
  const up = await s.up(roles);
  const session = new Run(() => s.world.fleet).session("store", up.swarmId);
  return { ...s, ...up, session, raft: s.world.host("node1").membership!.swarm };
}

const three = { node1: "manager", node2: "manager", node3: "manager" } as const;

test("[backup] it is of a follower, which is drained meanwhile and is as before afterwards", async () => {
  const s = await cluster(three);
  const during: string[] = [];
  s.world.fleet.copyRaft = (name) => {
    during.push(`${name} ${s.raft.node(s.nodes[name].nodeId).spec.Availability}`);
    return Promise.resolve("data");
  };

  const backup = await elapse(backupSwarm(s.session));

  expect(during).toEqual([expect.stringMatching(/^node[23] drain$/)]);
  const { machine } = backup;
  expect(backup).toMatchObject({
    version: 1,
    swarmId: s.swarmId,
    nodeId: s.nodes[machine].nodeId,
    data: "data",
  });
  expect(s.raft.node(s.nodes[machine].nodeId).spec.Availability).toBe("active");
  expect(lines).toContainEqual(
    expect.stringContaining(`[${machine}] copied what it knows of swarm ${s.swarmId}`),
  );
});

test("[backup] it is of the manager that is named, also of the leader", async () => {
  const s = await cluster(three);

  expect((await elapse(backupSwarm(s.session, { machine: "node1" }))).machine).toBe("node1");
});

test("[backup] a swarm that would lose its quorum is left alone, and the way is told", async () => {
  const s = await cluster(three);
  s.world.host("node3").cut();

  await expect(elapse(backupSwarm(s.session))).rejects.toThrow(
    /would lose its quorum .*: 2 of 3 managers are reachable, and 2 are needed without that one. Nothing was changed/,
  );
});

test("[backup] the only manager stops for it only where that is allowed", async () => {
  const s = await cluster({ node1: "manager", node2: "worker" });

  await expect(elapse(backupSwarm(s.session))).rejects.toThrow(/The swarm has one manager.*Add --downtime/);
  expect((await elapse(backupSwarm(s.session, { allowDowntime: true }))).machine).toBe("node1");
});

test("[backup] one of a locked swarm could not be restored, and is not taken", async () => {
  const s = stage("node1");
  const { swarmId } = await s.up({ node1: "manager" }, { autolock: true });
  const session = new Run(() => s.world.fleet).session("store", swarmId);

  await expect(elapse(backupSwarm(session, { allowDowntime: true }))).rejects.toThrow(
    /could not be restored while autolock is on: .*moby#36852.*Set autolock to false/,
  );
});

test("[backup] a worker, and a machine that is none, are refused with the managers there are", async () => {
  const s = await cluster({ ...three, node4: "worker" });

  for (const machine of ["node4", "other"])
    await expect(elapse(backupSwarm(s.session, { machine }))).rejects.toThrow(
      new RegExp(`${machine} is not a reachable manager of swarm .*; these are: node1, node2, node3`),
    );
});
