import { elapse } from "../../../support/elapse";
import { stage } from "../../../support/handlers";
import { useVirtualTime } from "../../../support/virtual-time";
import { unknownValue } from "../../../../components/swarm/handlers";
import { endReplacement, planReplacement } from "../../../../components/swarm/node/replace";
import { Run } from "../../../../components/swarm/session/run";

useVirtualTime();

/** A swarm of managers, and what Pulumi asks when the machines of some are to be replaced. */
async function cluster(...names: string[]) {
  const s = stage("node1", "node2", "node3", "worker");
  const { swarmId, nodes } = await s.up(Object.fromEntries(names.map((name) => [name, roleOf(name)])));
  s.run.programRan = false;
  const wanted = (name: string) => s.nodeInputs(swarmId, name, { role: roleOf(name), machineId: "another" });
  return {
    ...s,
    nodes,
    swarmId,
    // The machine that takes the place of another is not known yet.
    plan: (name: string) =>
      s.node.diff(nodes[name].nodeId, nodes[name], { ...wanted(name), machineId: unknownValue }),
    leave: (name: string) => elapse(s.node.delete(nodes[name].nodeId, nodes[name])),
    join: (name: string) => elapse(s.node.create(wanted(name))),
    member: (name: string) => s.world.host(name).membership !== undefined,
  };
}

const roleOf = (name: string) => (name === "worker" ? "worker" : "manager");

test("of several managers to be replaced one leaves, and the next only when that one is back", async () => {
  const s = await cluster("node1", "node2", "node3");
  for (const name of ["node1", "node2", "node3"]) await s.plan(name);

  await s.leave("node1");
  await expect(s.leave("node2")).rejects.toThrow(
    /node2 is not taken out .*not back yet from a replacement: node1;.*Restore the setting/,
  );
  expect(s.member("node2")).toBe(true);
  await s.join("node1");
  await s.leave("node2");
  expect(s.member("node2")).toBe(false);
});

test("asked to leave at the same time, only one of them does", async () => {
  const s = await cluster("node1", "node2", "node3");
  for (const name of ["node1", "node2", "node3"]) await s.plan(name);

  const ends = await Promise.allSettled(["node1", "node2", "node3"].map((name) => s.leave(name)));

  expect(ends.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "rejected"]);
  expect(["node1", "node2", "node3"].map((name) => s.member(name))).toEqual([false, true, true]);
});

test("a run after that takes out no other while the first is still missing, whoever is asked first", async () => {
  const s = await cluster("node1", "node2", "node3");
  await s.plan("node1");
  await s.leave("node1");
  s.run.replacing.clear();
  for (const name of ["node1", "node2", "node3"]) await s.plan(name);

  const ends = await Promise.allSettled(["node3", "node1", "node2"].map((name) => s.leave(name)));

  expect(ends.map(({ status }) => status)).toEqual(["rejected", "fulfilled", "rejected"]);
  expect(["node2", "node3"].map((name) => s.member(name))).toEqual([true, true]);
});

test("the only manager is not taken out to be replaced, alone or with workers, and is not drained", async () => {
  for (const names of [["node1"], ["node1", "worker"]]) {
    const s = await cluster(...names);
    await s.plan("node1");

    await expect(s.leave("node1")).rejects.toThrow(
      /only manager, and the swarm would end.*another node a manager/,
    );
    expect(s.member("node1")).toBe(true);
    const [node] = s.world.host("node1").membership!.swarm.nodes.values();
    expect(node.spec.Availability).toBe("active");
  }
});

test("workers are replaced side by side", async () => {
  const s = await cluster("node1", "worker");
  await s.plan("worker");

  await s.leave("worker");
  expect((await s.join("worker")).outs.status).toBe("ready");
});

test("the nodes of a swarm that was replaced and is gone are not held up", async () => {
  const s = await cluster("node1", "node2", "node3");
  for (const name of ["node1", "node2", "node3"]) await s.plan(name);
  for (const name of ["node2", "node3", "node1"]) await elapse(s.world.engine(name).swarmLeave(true));

  for (const name of ["node1", "node2", "node3"]) await s.leave(name);
});

test("a replacement tells a run from a destroy before any input was checked", async () => {
  const s = await cluster("node1", "node2");
  await s.plan("node2");

  expect(s.run.programRan).toBe(true);
});

test("a destroy is one also after its refresh has found differences, whose diff it asks for", async () => {
  const s = await cluster("node1", "node2");
  const { node1 } = s.nodes;
  await s.node.diff(node1.nodeId, node1, { ...s.nodeInputs(s.swarmId, "node1"), status: "stopped" });

  expect(s.run.programRan).toBe(false);
});

test("[host-name-changes] a manager that came back under another host name is back", async () => {
  const s = await cluster("node1", "node2", "node3");
  for (const name of ["node1", "node2"]) await s.plan(name);
  await s.leave("node1");
  s.world.host("node1").hostname = "renamed-by-dhcp";
  await s.join("node1");

  await s.leave("node2");

  expect(s.member("node2")).toBe(false);
});

test("[renamed-node] A manager that is back under a new name no longer counts as away", () => {
  const run = new Run();
  planReplacement("m2", run, "m-02");
  expect([...run.replacing]).toEqual([["m2", "planned"]]);
  endReplacement("m-02", run);
  expect([...run.replacing]).toEqual([]);
});
