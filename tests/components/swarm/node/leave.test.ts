import { elapse, seconds } from "../../../support/elapse";
import { stage } from "../../../support/handlers";
import { useVirtualTime } from "../../../support/virtual-time";

const lines = useVirtualTime();

async function cluster(roles: Record<string, "manager" | "worker">) {
  const s = stage(...Object.keys(roles));
  const up = await s.up(roles);
  const remove = (name: string) => elapse(s.node.delete(up.nodes[name].nodeId, up.nodes[name]));
  const raft = s.world.host("node1").membership!.swarm;
  const names = () => [...raft.nodes.values()].map((node) => node.host.name);
  return { ...s, ...up, remove, raft, names };
}

/** A task of a service on node2. */
function runTask({ raft, nodes }: Awaited<ReturnType<typeof cluster>>): void {
  raft.tasks.push({
    ID: "t1",
    ServiceID: "web",
    NodeID: nodes.node2.nodeId,
    DesiredState: "running",
    Status: { State: "running" },
  });
}

test("a removed node is drained first, and its tasks stop elsewhere before it leaves", async () => {
  const s = await cluster({ node1: "manager", node2: "worker" });
  runTask(s);
  s.raft.taskStopMs = 7000;
  const start = Date.now();
  await s.remove("node2");
  expect((Date.now() - start) / 1000).toBeGreaterThan(7);
  expect(s.world.host("node2").membership).toBeUndefined();
  expect(lines).toContainEqual(expect.stringMatching(/\[node2\] drained of 1 tasks/));
});

test("a task that does not stop is listed after a minute and holds up nothing more", async () => {
  const s = await cluster({ node1: "manager", node2: "worker" });
  runTask(s);
  s.raft.taskStopMs = 3_600_000;
  await s.remove("node2");
  expect(lines).toContainEqual(
    expect.stringMatching(/gave up after 60 s.*task t1 of service web \(running\)/),
  );
  expect(s.names()).toEqual(["node1"]);
});

test("a manager is demoted before it leaves, the founder like any other", async () => {
  const s = await cluster({ node1: "manager", node2: "manager", node3: "manager" });
  await s.remove("node1");
  expect(s.names()).toEqual(["node2", "node3"]);
  expect(s.world.host("node1").membership).toBeUndefined();
});

test("a dead node is removed once the managers see it down", async () => {
  const s = await cluster({ node1: "manager", node2: "worker" });
  s.world.host("node2").cut();
  const start = Date.now();
  await s.remove("node2");
  expect((Date.now() - start) / 1000).toBeGreaterThan(9);
  expect(s.names()).toEqual(["node1"]);
});

describe("[heartbeat] with a heartbeat of 60 s", () => {
  async function slow() {
    const s = await cluster({ node1: "manager", node2: "manager", node3: "manager", node4: "worker" });
    s.raft.spec.Dispatcher.HeartbeatPeriod = 60e9;
    return s;
  }

  test("a dead node of which nobody knows that it is off is waited for, and the wait is said", async () => {
    const s = await slow();
    s.world.host("node4").cut();
    const start = Date.now();
    await s.remove("node4");
    expect((Date.now() - start) / 1000).toBeGreaterThan(150);
    expect(s.names()).toEqual(["node1", "node2", "node3"]);
    expect(lines).toContainEqual("[node4] is removed when the managers see it down: waiting up to 200 s");
  });

  test("a dead node that its driver knows to be off is removed at once", async () => {
    const s = await slow();
    for (const [name, state] of [
      ["node4", "stopped"],
      ["node3", "gone"],
    ] as const) {
      s.world.host(name).cut();
      s.world.host(name).condition = { state };
      await seconds(5);
      const start = Date.now();
      await s.remove(name);
      expect((Date.now() - start) / 1000).toBeLessThan(15);
    }
    expect(s.names()).toEqual(["node1", "node2"]);
  });

  test("what is left of an earlier life of a machine is removed at once", async () => {
    const s = await slow();
    const before = s.nodes.node4.nodeId;
    s.world.recreate("node4");
    const wanted = s.nodeInputs(s.swarmId, "node4");
    await elapse(s.node.update(before, s.nodes.node4, wanted));
    expect(s.raft.nodes.has(before)).toBe(false);
    expect(s.names()).toHaveLength(4);
  });

  test("a destroy ends soon with one of three managers dead", async () => {
    const s = await slow();
    s.world.host("node3").cut();
    await seconds(5);
    s.run.programRan = false;
    const start = Date.now();
    for (const name of ["node4", "node3", "node2", "node1"]) await s.remove(name);
    expect((Date.now() - start) / 1000).toBeLessThan(40);
    expect(s.world.host("node1").membership).toBeUndefined();
  });
});

test("one dead manager of three is removed and the swarm keeps its quorum", async () => {
  const s = await cluster({ node1: "manager", node2: "manager", node3: "manager" });
  s.world.host("node1").cut();
  await seconds(5);
  await s.remove("node1");
  expect(s.raft.members().map((node) => node.host.name)).toEqual(["node2", "node3"]);
  expect(s.names()).toEqual(["node2", "node3"]);
});

test("a manager whose machine is not in the store any more is demoted and removed like a dead one", async () => {
  const s = await cluster({ node1: "manager", node2: "manager", node3: "manager" });
  s.world.host("node1").cut();
  s.world.host("node1").stored = false;
  await seconds(5);
  await s.remove("node1");
  expect(s.names()).toEqual(["node2", "node3"]);
});

test("a removal that would lose the quorum is refused before the node is drained", async () => {
  const s = await cluster({ node1: "manager", node2: "manager", node3: "manager" });
  s.world.host("node3").cut();
  await seconds(5);
  await expect(s.remove("node2")).rejects.toThrow(/node2 stays a manager.*First bring back or remove node3/);
  expect(s.raft.node(s.nodes.node2.nodeId).spec.Availability).toBe("active");
});

test("the last manager stays while others do, and the last node ends the swarm", async () => {
  const s = await cluster({ node1: "manager", node2: "worker" });
  await expect(s.remove("node1")).rejects.toThrow(
    /last manager of the swarm while node2 \(ready\) would stay/,
  );
  await s.remove("node2");
  await s.remove("node1");
  expect(s.world.host("node1").membership).toBeUndefined();
});

test("a node that is gone already is no error", async () => {
  const s = await cluster({ node1: "manager", node2: "worker" });
  await s.remove("node2");
  await expect(s.remove("node2")).resolves.toBeUndefined();
});

test("a destroy refuses nothing: without a quorum every machine leaves by force", async () => {
  const s = await cluster({ node1: "manager", node2: "manager", node3: "manager" });
  s.world.host("node3").cut();
  s.world.host("node2").cut();
  s.run.programRan = false;
  await s.remove("node3");
  await s.remove("node2");
  await s.remove("node1");
  expect(s.world.host("node1").membership).toBeUndefined();
});

test("a destroy goes on by force where one manager of three is dead and the next one may not step down", async () => {
  const s = await cluster({ node1: "manager", node2: "manager", node3: "manager" });
  s.world.host("node3").cut();
  await seconds(5);
  s.run.programRan = false;
  for (const name of ["node2", "node3", "node1"]) await s.remove(name);
  expect(["node1", "node2"].map((name) => s.world.host(name).membership)).toEqual([undefined, undefined]);
  expect(lines).toContainEqual(expect.stringMatching(/\[node2\] leaves by force: node2 stays a manager/));
});

test("what is left of a manager that was removed while it was off leaves by force", async () => {
  const s = await cluster({ node1: "manager", node2: "manager", node3: "manager" });
  const node = s.raft.node(s.nodes.node2.nodeId);
  node.member = false;
  s.raft.nodes.delete(node.id);
  await s.remove("node2");
  expect(s.world.host("node2").membership).toBeUndefined();
});

describe("a node that has stopped with an error, whose engine tells no ID", () => {
  const stopped = "manager stopped: can't initialize raft node: connection refused";

  test("leaves by force where its certificate says that it is this one: it could join nothing else", async () => {
    const s = await cluster({ node1: "manager", node2: "worker" });
    s.world.host("node1").cut();
    s.world.host("node2").failed(s.nodes.node2.nodeId, stopped);
    await s.remove("node2");
    expect(s.world.host("node2").membership).toBeUndefined();
  });

  test("also where a manager answers, which is not waited for to see its tasks stop", async () => {
    const s = await cluster({ node1: "manager", node2: "worker" });
    runTask(s);
    s.raft.taskStopMs = 3_600_000;
    s.world.host("node2").failed(s.nodes.node2.nodeId, stopped);
    await s.remove("node2");
    expect(s.world.host("node2").membership).toBeUndefined();
    expect(s.names()).toEqual(["node1"]);
    expect(lines).not.toContainEqual(expect.stringMatching(/gave up/));
  });

  test.each(["another one", undefined])("is left alone where its certificate says: %s", async (nodeId) => {
    const s = await cluster({ node1: "manager", node2: "worker" });
    s.world.host("node1").cut();
    s.world.host("node2").failed(s.nodes.node2.nodeId, stopped);
    s.world.fleet.keptNodeId = () => Promise.resolve(nodeId);
    await s.remove("node2");
    expect(s.world.host("node2").membership).toBeDefined();
    expect(lines).toContainEqual(expect.stringMatching(/\[node2\] nothing to leave/));
  });
});

test("a whole cluster is destroyed in good order, whatever the order of its managers", async () => {
  const s = await cluster({ node1: "manager", node2: "manager", node3: "manager", node4: "worker" });
  s.run.programRan = false;
  for (const name of ["node4", "node1", "node3", "node2"]) await s.remove(name);
  expect([...s.world.hosts.values()].filter((host) => host.membership)).toEqual([]);
});

test("outside a destroy a node that cannot be asked about is kept, with what to do", async () => {
  const s = await cluster({ node1: "manager", node2: "worker" });
  s.world.host("node1").cut();
  s.world.host("node2").cut();
  await expect(s.remove("node2")).rejects.toThrow(
    /cannot be taken out of swarm.*no manager answers.*Start it/,
  );
});
