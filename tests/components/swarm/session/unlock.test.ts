import { elapse } from "../../../support/elapse";
import { stage } from "../../../support/handlers";
import { useVirtualTime } from "../../../support/virtual-time";

const lines = useVirtualTime();

async function locked() {
  const s = stage("node1", "node2", "node3");
  const up = await s.up({ node1: "manager", node2: "manager", node3: "manager" }, { autolock: true });
  const restart = (name: string) => {
    s.world.host(name).cut();
    s.world.host(name).powerOn();
    expect(s.world.host(name).membership!.state).toBe("locked");
  };
  return { ...s, ...up, restart };
}

test("a manager that comes back locked is unlocked by a refresh", async () => {
  const s = await locked();
  s.restart("node2");
  const { props } = await elapse(s.node.read(s.nodes.node2.nodeId, s.nodes.node2));
  expect(props!.status).toBe("ready");
  expect(lines).toContainEqual(expect.stringMatching(/^\[node2\] unlocked after a restart/));
});

test("when all managers were restarted, the key in the state unlocks them", async () => {
  const s = await locked();
  ["node1", "node2", "node3"].forEach(s.restart);
  const { props } = await elapse(s.swarm.read(s.swarmId, s.state));
  expect(props!.unlockKey).toBe(s.state.unlockKey);
  expect([...s.world.hosts.values()].map((host) => host.membership!.state)).toEqual([
    "active",
    "active",
    "active",
  ]);
});

test("a manager that was off during a rotation is unlocked with the key from before", async () => {
  const s = await locked();
  s.world.host("node3").cut();
  const rotated = await elapse(
    s.swarm.update(s.swarmId, s.state, s.swarmInputs({ autolock: true, rotateUnlockKey: "1" })),
  );
  s.world.host("node3").powerOn();
  await elapse(s.swarm.read(s.swarmId, rotated.outs));
  const { props } = await elapse(s.node.read(s.nodes.node3.nodeId, s.nodes.node3));
  expect(props!.status).toBe("ready");
});

test("a locked manager whose key is unknown is kept, and an update says what to do", async () => {
  const s = await locked();
  s.world.host("node2").membership!.key = "SWMKEY-1-other";
  s.restart("node2");
  const { props } = await elapse(s.node.read(s.nodes.node2.nodeId, s.nodes.node2));
  expect(props!.status).toBe("locked");
  const wanted = s.nodeInputs(s.swarmId, "node2", { role: "manager" });
  await expect(elapse(s.node.update(s.nodes.node2.nodeId, props!, wanted))).rejects.toThrow(
    /node2 is locked and no key of swarm .* opens it.*docker swarm unlock/,
  );
  expect(lines.join("\n")).not.toMatch(/SWMKEY-1/);
});
