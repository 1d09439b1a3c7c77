import { unknownValue } from "../../../../components/swarm/handlers";
import { makeKeysHandlers } from "../../../../components/swarm/keys/handlers";
import type { KeysInputs, KeysState } from "../../../../components/swarm/keys/state";
import { Run } from "../../../../components/swarm/session/run";
import { elapse } from "../../../support/elapse";
import { stage } from "../../../support/handlers";
import { useVirtualTime } from "../../../support/virtual-time";

const lines = useVirtualTime();

async function cluster() {
  const s = stage("node1", "node2", "node3");
  const up = await s.up({ node1: "manager", node2: "manager", node3: "worker" });
  const keys = makeKeysHandlers(new Run(() => s.world.fleet));
  const inputs = (machine: string, more: object = {}): KeysInputs => ({
    storePath: "store",
    machine,
    machineId: "m",
    ...more,
  });
  const create = async (machine: string) => (await keys.create(inputs(machine))).outs;
  return { ...s, ...up, raft: s.world.host("node1").membership!.swarm, keys, inputs, create };
}

test("the keys are an output, and found unchanged by a refresh", async () => {
  const s = await cluster();
  const outs = await s.create("node1");

  expect(outs).toMatchObject({
    machine: "node1",
    computer: "",
    digest: expect.stringMatching(/^[0-9a-f]{32}$/),
  });
  expect(await s.keys.read("node1", outs)).toEqual({ id: "node1", props: outs, inputs: s.inputs("node1") });
});

test("a machine that is neither here nor in the state is an error that names the way", async () => {
  const s = await cluster();
  s.world.host("node1").stored = false;

  await expect(s.keys.create(s.inputs("node1"))).rejects.toThrow(
    /The keys of machine node1 are neither in the store store nor in the state: run pulumi up once on the computer/,
  );
});

test("another machine has other keys; a new trigger and another store are changes in place", async () => {
  const s = await cluster();
  const outs = await s.create("node1");
  const diff = (more: object) => s.keys.diff("node1", outs, s.inputs("node1", more));

  expect(await diff({})).toEqual({ changes: false });
  expect(await diff({ rotate: "1" })).toEqual({ changes: true });
  expect(await diff({ storePath: "other" })).toEqual({ changes: true });
  for (const machineId of ["n", unknownValue])
    expect(await diff({ machineId })).toEqual({
      changes: true,
      replaces: ["machineId"],
      deleteBeforeReplace: true,
    });
});

test("[rotation] a new trigger replaces the keys of all, one node at a time, drained; then all is as before", async () => {
  const s = await cluster();
  const names = ["node1", "node2", "node3"];
  const states = new Map<string, KeysState>();
  for (const name of names) states.set(name, await s.create(name));
  const { rotateKeys } = s.world.fleet;
  const drained: string[][] = [];
  s.world.fleet.rotateKeys = async (name, trigger) => {
    drained.push(names.filter((each) => s.raft.node(s.nodes[each].nodeId).spec.Availability === "drain"));
    await rotateKeys(name, trigger);
  };

  const updates = names.map((name) =>
    s.keys.update(name, states.get(name)!, s.inputs(name, { rotate: "a" })),
  );
  const results = await elapse(Promise.all(updates));

  expect(drained).toEqual(names.map((name) => [name]));
  expect(s.world.rotated).toEqual(names.map((name) => `${name} a`));
  for (const name of names) expect(s.raft.node(s.nodes[name].nodeId).spec.Availability).toBe("active");
  expect(results.map(({ outs }) => outs.rotate)).toEqual(["a", "a", "a"]);
  const [first] = results;
  await elapse(s.keys.update("node1", first.outs, s.inputs("node1", { rotate: "a" })));
  expect(s.world.rotated).toHaveLength(3);
});

test("[rotation] a node that was paused is paused again, also when its keys cannot be replaced", async () => {
  const s = await cluster();
  const node = () => s.raft.node(s.nodes.node3.nodeId);
  node().spec = { ...node().spec, Availability: "pause" };
  const outs = await s.create("node3");
  s.world.fleet.rotateKeys = () => Promise.reject(new Error("no ssh-keygen"));

  const update = s.keys.update("node3", outs, s.inputs("node3", { rotate: "a" }));

  await expect(elapse(update)).rejects.toThrow("no ssh-keygen");
  expect(node().spec.Availability).toBe("pause");
});

test("[rotation] a machine that is no node is not drained, and one without a manager is left alone", async () => {
  const s = stage("node1", "node2");
  const keys = makeKeysHandlers(new Run(() => s.world.fleet));
  const inputs = { storePath: "store", machine: "node1", machineId: "m" };
  const { outs } = await keys.create(inputs);
  await elapse(keys.update("node1", outs, { ...inputs, rotate: "a" }));
  expect(s.world.rotated).toEqual(["node1 a"]);

  const cut = await cluster();
  const state = await cut.create("node3");
  for (const name of ["node1", "node2"]) cut.world.host(name).cut();
  const update = cut.keys.update("node3", state, cut.inputs("node3", { rotate: "a" }));
  await expect(elapse(update)).rejects.toThrow(/No manager of the swarm that node3 is in answers/);
  expect(cut.world.rotated).toEqual([]);
  expect(lines).not.toContainEqual(expect.stringContaining("are replaced (never)"));
});
