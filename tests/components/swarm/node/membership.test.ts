import { elapse, seconds } from "../../../support/elapse";
import { stage } from "../../../support/handlers";
import { useVirtualTime } from "../../../support/virtual-time";

const lines = useVirtualTime();

async function two() {
  const s = stage("node1", "node2", "node3");
  const up = await s.up({ node1: "manager" });
  return { ...s, ...up, join: (more = {}) => elapse(s.node.create(s.nodeInputs(up.swarmId, "node2", more))) };
}

test("a token that is rotated between its reading and its use is fetched anew", async () => {
  const s = await two();
  const { swarm } = s.world.host("node1").membership!;
  let rotations = 0;
  s.world.beforeJoin = () => {
    if (rotations++ === 0) swarm.update(swarm.version, swarm.spec, { rotateWorkerToken: true });
  };
  const { outs } = await s.join();
  expect(outs.status).toBe("ready");
  expect(rotations).toBe(2);
  expect(lines.join("\n")).not.toMatch(/SWMTKN-1/);
});

test("a join that takes longer than the engine waits for is waited for", async () => {
  const s = await two();
  s.world.joinMs = 30_000;
  const { outs } = await s.join();
  expect(outs.status).toBe("ready");
  expect(s.world.host("node1").membership!.swarm.nodes.size).toBe(2);
});

test("a join through a manager that dies meanwhile is called off and made through another", async () => {
  const s = stage("node1", "node2", "node3", "node4");
  const { swarmId } = await s.up({ node1: "manager", node2: "manager", node3: "manager" });
  const managers = ["node1", "node2", "node3"].map((name) => s.world.host(name));
  managers.forEach((host) => (host.calls.length = 0));
  let asked: string | undefined;
  s.world.beforeJoin = () => {
    if (asked) return;
    const manager = managers.find((host) => host.calls.includes("swarmInspect"))!;
    asked = manager.name;
    manager.cut();
  };
  const { outs } = await elapse(s.node.create(s.nodeInputs(swarmId, "node4")));
  expect(outs.status).toBe("ready");
  expect(lines).toContainEqual(expect.stringContaining(`[node4] join through ${asked} failed, trying again`));
});

test("a join that a killed run left behind is waited for", async () => {
  const s = await two();
  s.world.joinMs = 15_000;
  const swarm = await elapse(s.world.engine("node1").swarmInspect());
  const request = { ListenAddr: "0.0.0.0:2377", AdvertiseAddr: "10.9.0.2", RemoteAddrs: ["10.9.0.1:2377"] };
  void s.world.engine("node2").swarmJoin({ ...request, JoinToken: swarm.JoinTokens.Worker });
  await seconds(1);
  const { outs } = await s.join();
  expect(outs.status).toBe("ready");
  expect(s.world.host("node2").calls.filter((call) => call === "swarmJoin")).toHaveLength(1);
});

test("a machine in another swarm is refused, naming both swarms, and stays as it is", async () => {
  const s = await two();
  const other = await elapse(s.swarm.create(s.swarmInputs({ machine: "node2", cluster: "other" })));
  await expect(s.join()).rejects.toThrow(
    new RegExp(
      `node2 is in another swarm: swarm ${other.id} .*and not in swarm ${s.swarmId}.*Nothing was changed`,
    ),
  );
  await elapse(s.node.create(s.nodeInputs(other.id, "node3")));
  await expect(elapse(s.node.create(s.nodeInputs(s.swarmId, "node3")))).rejects.toThrow(
    new RegExp(`swarm ${other.id}.*not in swarm ${s.swarmId}`),
  );
  expect(s.world.host("node3").membership!.swarm.id).toBe(other.id);
});

test("what is left of a node that was removed is cleared away, and it joins anew", async () => {
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

test("ghosts of the machine are removed; nodes of other names are not, even when down", async () => {
  const s = await two();
  await s.join();
  await elapse(s.node.create(s.nodeInputs(s.swarmId, "node3")));
  s.world.host("node3").cut();
  s.world.recreate("node2");
  await seconds(20);
  const { id } = await s.join();
  const nodes = [...s.world.host("node1").membership!.swarm.nodes.values()];
  expect(nodes.map((node) => node.host.name)).toEqual(["node1", "node3", "node2"]);
  expect(nodes.at(-1)!.id).toBe(id);
});
