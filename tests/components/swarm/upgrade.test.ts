import { makeUpgradeHandlers } from "../../../components/swarm/upgrade/handlers";
import { Run } from "../../../components/swarm/session/run";
import { elapse } from "../../support/elapse";
import { stage } from "../../support/handlers";
import { useVirtualTime } from "../../support/virtual-time";

const lines = useVirtualTime();
const offer = { package: "docker-ce", from: "5:26.1.5", to: "5:29.1.0" };
const names = ["node1", "node2", "node3", "node4"];

async function cluster() {
  const s = stage(...names);
  const up = await s.up({ node1: "manager", node2: "manager", node3: "manager", node4: "worker" });
  for (const name of names) s.world.host(name).offer = offer;
  const handlers = makeUpgradeHandlers(new Run(() => s.world.fleet));
  const inputs = { swarmId: up.swarmId, storePath: "store", trigger: "a" };
  const availability = (name: string) => raft.node(up.nodes[name].nodeId).spec.Availability;
  const raft = s.world.host("node1").membership!.swarm;
  return { ...s, ...up, handlers, inputs, availability };
}

test("[upgrade] engines are upgraded one at a time, drained: followers, their leader, then workers", async () => {
  const s = await cluster();
  const { upgradeEngine } = s.world.fleet;
  const drained: string[][] = [];
  s.world.fleet.upgradeEngine = async (name, offer) => {
    drained.push(names.filter((each) => s.availability(each) === "drain"));
    await upgradeEngine(name, offer);
  };

  const { outs } = await elapse(s.handlers.create(s.inputs));

  expect([...s.world.upgraded.slice(0, 2).sort(), ...s.world.upgraded.slice(2)]).toEqual([
    "node2",
    "node3",
    "node1",
    "node4",
  ]);
  expect(drained).toEqual(s.world.upgraded.map((name) => [name]));
  for (const name of names) expect(s.availability(name)).toBe("active");
  expect(lines).toContainEqual("[node4] upgrading docker-ce from 5:26.1.5 to 5:29.1.0");
  expect(await s.handlers.diff("id", outs, s.inputs)).toEqual({ changes: false });
  expect(await s.handlers.diff("id", outs, { ...s.inputs, trigger: "b" })).toEqual({ changes: true });
});

test("[upgrade] it stops at the first that fails, says what is done, and the next run goes on with the rest", async () => {
  const s = await cluster();
  const { upgradeEngine } = s.world.fleet;
  s.world.fleet.upgradeEngine = (name, offer) =>
    name === "node1" ? Promise.reject(new Error("node1: no space left")) : upgradeEngine(name, offer);

  await expect(elapse(s.handlers.create(s.inputs))).rejects.toThrow(
    /node1: no space left. The upgrade stopped there: done are node[23], node[23], not begun node4. Repair node1/,
  );

  expect(s.availability("node1")).toBe("active");
  expect(s.world.upgraded).not.toContain("node4");
  s.world.fleet.upgradeEngine = upgradeEngine;
  await elapse(s.handlers.create(s.inputs));
  expect(s.world.upgraded.slice(2)).toEqual(["node1", "node4"]);
});

test("[upgrade] what is the newest already is not restarted", async () => {
  const s = await cluster();
  for (const name of names) s.world.host(name).offer = undefined;

  await elapse(s.handlers.create(s.inputs));

  expect(s.world.upgraded).toEqual([]);
  expect(lines).toContainEqual(
    expect.stringMatching(/\[node1\] has the newest Docker Engine that its packages offer: /),
  );
});
