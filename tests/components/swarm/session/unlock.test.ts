import { makeNodeHandlers } from "../../../../components/swarm/node/handlers";
import { Run } from "../../../../components/swarm/session/run";
import { makeSwarmHandlers } from "../../../../components/swarm/swarm/handlers";
import type { SwarmState } from "../../../../components/swarm/swarm/state";
import type { Engine } from "../../../../components/engine/client";
import { late } from "../../../support/fake-errors";
import type { FakeHost } from "../../../support/fake-world";
import { elapse, seconds } from "../../../support/elapse";
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

/** What a later run knows: the state, and nothing else. */
const laterRun = (s: Awaited<ReturnType<typeof locked>>) => {
  const run = new Run(() => s.world.fleet);
  run.programRan = true;
  return { node: makeNodeHandlers(run), swarm: makeSwarmHandlers(run) };
};

async function comesBack(s: Awaited<ReturnType<typeof locked>>, state: SwarmState) {
  const { node, swarm } = laterRun(s);
  s.world.host("node3").powerOn();
  await elapse(swarm.read(s.swarmId, state));
  await elapse(node.read(s.nodes.node3.nodeId, s.nodes.node3));
  return s.world.host("node3").membership?.state;
}

test("[autolock] autolock goes off while a manager is off: its key stays in the state and unlocks it", async () => {
  const s = await locked();
  s.world.host("node3").cut();
  const off = await elapse(s.swarm.update(s.swarmId, s.state, s.swarmInputs({ autolock: false })));
  expect(off.outs).toMatchObject({ unlockKey: "", previousUnlockKey: s.state.unlockKey });
  expect(off.outs).not.toHaveProperty("formerUnlockKeys");
  Object.assign(s.world.host("node3"), { powerOn: lockedPowerOn });

  expect(await comesBack(s, off.outs)).toBe("active");
});

test("[autolock] two rotations while a manager is off keep its key until every node runs again", async () => {
  const s = await locked();
  s.world.host("node3").cut();
  await seconds(20);
  const rotate = (rotateUnlockKey: string, olds: SwarmState) =>
    elapse(s.swarm.update(s.swarmId, olds, s.swarmInputs({ autolock: true, rotateUnlockKey })));
  const once = (await rotate("1", s.state)).outs;
  const twice = (await rotate("2", once)).outs;
  expect(twice).toMatchObject({
    previousUnlockKey: once.unlockKey,
    formerUnlockKeys: [s.state.unlockKey],
  });
  const still = (await elapse(laterRun(s).swarm.read(s.swarmId, twice))).props!;
  expect(still.formerUnlockKeys).toEqual([s.state.unlockKey]);

  expect(await comesBack(s, still)).toBe("active");
  await seconds(2);
  const after = (await elapse(laterRun(s).swarm.read(s.swarmId, still))).props!;
  expect(after).not.toHaveProperty("formerUnlockKeys");
  expect(after.previousUnlockKey).toBe(once.unlockKey);
});

test("[autolock] an engine that takes the key and is late with its answer is unlocked, and no other key is tried", async () => {
  const s = await locked();
  s.restart("node2");
  const { engine } = s.world.fleet;
  const slow = (name: string): Engine => {
    const real = engine(name);
    const unlock = async (key: string) => {
      await real.unlock(key);
      throw late("10.9.0.2", 30);
    };
    return { ...real, within: (limit) => ({ ...slow(name), ...real.within(limit) }), unlock };
  };
  Object.assign(s.world.fleet, { engine: (name: string) => (name === "node2" ? slow(name) : engine(name)) });

  const { props } = await elapse(s.node.read(s.nodes.node2.nodeId, s.nodes.node2));

  expect(s.world.host("node2").membership!.state).toBe("active");
  expect(props!.status).toBe("ready");
  expect(lines.join("\n")).not.toMatch(/not unlocked/);
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

/** A manager that was off when autolock went off starts locked, with the key it had. */
function lockedPowerOn(this: FakeHost): void {
  this.on = true;
  Object.assign(this.membership!, { state: "locked", control: true });
}
