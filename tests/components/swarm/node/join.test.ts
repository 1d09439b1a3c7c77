import { elapse, seconds } from "../../../support/elapse";
import { stage } from "../../../support/handlers";
import { useVirtualTime } from "../../../support/virtual-time";

const lines = useVirtualTime();

async function two() {
  const s = stage("node1", "node2", "node3");
  const up = await s.up({ node1: "manager" });
  return { ...s, ...up, join: (more = {}) => elapse(s.node.create(s.nodeInputs(up.swarmId, "node2", more))) };
}

test("a token that is rotated between its reading and its use is fetched again", async () => {
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

test("a join through a manager that dies meanwhile is called off and retried through another", async () => {
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

test("an engine that does not answer for a moment while it joins is waited for, and joins once", async () => {
  const s = await two();
  s.world.joinMs = 30_000;
  const host = s.world.host("node2");
  setTimeout(() => host.cut(), 22_000);
  setTimeout(() => host.powerOn(), 26_000);
  const { outs } = await s.join();
  expect(outs.status).toBe("ready");
  expect(host.calls.filter((call) => call === "swarmJoin")).toHaveLength(1);
});
