import { elapse, seconds } from "../../../support/elapse";
import { stage } from "../../../support/handlers";
import { useVirtualTime } from "../../../support/virtual-time";

const lines = useVirtualTime();

async function cluster(node2: "manager" | "worker" = "worker", node3: "manager" | "worker" = "worker") {
  const s = stage("node1", "node2", "node3");
  const up = await s.up({ node1: "manager", node2, node3 });
  const read = (name: string, more = {}) =>
    elapse(s.node.read(up.nodes[name].nodeId, { ...up.nodes[name], ...more }));
  return { ...s, ...up, read, raft: s.world.host("node1").membership!.swarm };
}

test("a node as it should be reads back its complete inputs and the same outputs", async () => {
  const s = await cluster();
  const { id, props, inputs } = await s.read("node2");
  expect(id).toBe(s.nodes.node2.nodeId);
  expect(props).toEqual(s.nodes.node2);
  expect(inputs).toEqual(s.nodeInputs(s.swarmId, "node2"));
});

test("role, availability and labels changed by hand are drift; labels of others are not", async () => {
  const s = await cluster();
  s.raft.node(s.nodes.node2.nodeId).spec = {
    Role: "manager",
    Availability: "drain",
    Labels: { disk: "hdd", x: "y" },
  };
  const { props, inputs } = await s.read("node2", { labels: { disk: "ssd", zone: "a" } });
  expect(inputs).toMatchObject({ role: "manager", availability: "drain", labels: { disk: "hdd" } });
  expect(props!.otherLabels).toEqual({ x: "y" });
});

test("a machine that is gone from the store, or out of the swarm, is gone", async () => {
  const s = await cluster();
  s.world.host("node2").stored = false;
  expect(await s.read("node2")).toEqual({});
  await elapse(s.world.engine("node3").swarmLeave());
  expect(await s.read("node3")).toEqual({});
});

test("a node that was removed by hand is gone, whether its machine runs or not", async () => {
  const s = await cluster();
  s.raft.removeNode(s.nodes.node2.nodeId, true);
  s.world.host("node3").cut();
  s.raft.removeNode(s.nodes.node3.nodeId, true);
  expect(await s.read("node2")).toEqual({});
  expect(await s.read("node3")).toEqual({});
});

test("a machine that is off is kept, with a status that the next update repairs", async () => {
  const s = await cluster();
  s.world.host("node2").cut();
  const early = await s.read("node2");
  expect(early).toMatchObject({
    id: s.nodes.node2.nodeId,
    inputs: { role: "worker", status: "unreachable" },
  });
  await seconds(20);
  const late = await s.read("node2");
  expect(late).toMatchObject({ props: { status: "down" }, inputs: { status: "down" } });
  expect((await s.node.diff("id", late.props!, s.nodeInputs(s.swarmId, "node2"))).changes).toBe(true);
});

test("a machine that its driver knows to be off, elsewhere or gone reads back as such", async () => {
  const s = await cluster();
  const host = s.world.host("node2");
  host.cut();
  host.condition = { state: "stopped" };
  expect(await s.read("node2")).toMatchObject({ inputs: { role: "worker", status: "stopped" } });
  host.condition = { state: "running", movedTo: "10.9.0.22" };
  expect(await s.read("node2")).toMatchObject({ inputs: { status: "moved" } });
  expect(await s.read("node2", { advertiseAddress: "10.9.0.2" })).toMatchObject({
    inputs: { status: "unreachable" },
  });
  host.condition = { state: "gone" };
  expect(await s.read("node2")).toEqual({});
});

test("[firewall] rules of the firewall that are gone show as one change, and an update adds them again", async () => {
  const s = await cluster();
  s.world.host("node2").networkProblem = "3 rules are gone";
  const seen = await s.read("node2");
  expect(seen).toMatchObject({ props: { status: "unshielded" }, inputs: { status: "unshielded" } });
  expect(await s.read("node3")).toMatchObject({ props: { status: "ready" } });
  const wanted = s.nodeInputs(s.swarmId, "node2");
  expect((await s.node.diff("id", seen.props!, wanted)).changes).toBe(true);

  const { outs } = await elapse(s.node.update(s.nodes.node2.nodeId, seen.props!, wanted));
  expect(outs).toMatchObject({ status: "ready" });
  expect(s.world.host("node2").networkProblem).toBeUndefined();
});

test("without a quorum everything is kept, within 20 s, and it says how to recover", async () => {
  const s = await cluster("manager", "manager");
  s.world.host("node2").cut();
  s.world.host("node3").cut();
  const start = Date.now();
  const results = await Promise.all(["node1", "node2", "node3"].map((name) => s.read(name)));
  expect((Date.now() - start) / 1000).toBeLessThan(20);
  expect(results.map((result) => result.props?.status)).toEqual(["no manager", "unreachable", "unreachable"]);
  expect(results.map((result) => result.inputs?.role)).toEqual(["manager", "manager", "manager"]);
  expect(lines).toContainEqual(expect.stringMatching(/lost its quorum.*set the swarm's `recover`/));
});

test("a machine that joined again by hand is the same node under another ID", async () => {
  const s = await cluster();
  await elapse(s.world.engine("node2").swarmLeave());
  const { id } = await elapse(s.node.create(s.nodeInputs(s.swarmId, "node2")));
  expect(await s.read("node2")).toMatchObject({ id, props: { nodeId: id } });
});

test("a machine that is in another swarm now is gone from this one", async () => {
  const s = await cluster();
  await elapse(s.world.engine("node2").swarmLeave());
  await elapse(s.swarm.create(s.swarmInputs({ machine: "node2", cluster: "other" })));
  expect(await s.read("node2")).toEqual({});
});

test("a machine with another address than the one it joined with has moved", async () => {
  const s = await cluster();
  const host = s.world.host("node2");
  const read = await s.read("node2", { machineAddress: "10.9.0.99" });
  expect(read.props!.status).toBe("ready");
  host.advertised = "10.9.0.2";
  host.address = "10.9.0.22";
  expect(await s.read("node2")).toMatchObject({ props: { status: "moved" }, inputs: { status: "moved" } });
});

test("the reads of one refresh share one node list", async () => {
  const s = await cluster();
  const host = s.world.host("node1");
  host.calls.length = 0;
  await Promise.all(["node1", "node2", "node3"].map((name) => s.read(name)));
  expect(host.calls.filter((call) => call === "nodes")).toHaveLength(1);
});

test("[slow-engine] without a quorum the managers that are left are not waited for: their answers take 20 s and change nothing", async () => {
  const s = await cluster("manager", "manager");
  for (const name of ["node2", "node3"]) {
    s.world.host(name).cut();
    s.world.host(name).condition = { state: "stopped" };
  }
  s.world.host("node1").infoMs = 20_000;
  // 4 s for the manager that answered last, 4 s for all of them, and 1 s more.
  const start = Date.now();
  const reads = ["node1", "node2"].map((name) => s.node.read(s.nodes[name].nodeId, s.nodes[name]));
  const [own, off] = await elapse(Promise.all(reads));
  expect((Date.now() - start) / 1000).toBeLessThan(10);
  expect([own.inputs!.status, off.inputs!.status]).toEqual(["no manager", "stopped"]);
  expect(lines.join("\n")).toMatch(/lost its quorum/);
});
