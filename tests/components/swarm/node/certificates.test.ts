import { elapse } from "../../../support/elapse";
import { EngineError } from "../../../../components/engine/errors";
import { NoManagerError } from "../../../../components/swarm/session/no-manager";
import { stage } from "../../../support/handlers";
import { useVirtualTime } from "../../../support/virtual-time";

const lines = useVirtualTime();
const inDays = (days: number) => new Date(Date.now() + days * 86_400_000);

async function cluster() {
  const s = stage("node1", "node2", "node3");
  const up = await s.up({ node1: "manager", node2: "manager", node3: "manager" });
  const raft = s.world.host("node1").membership!.swarm;
  const read = (name: string) => elapse(s.node.read(up.nodes[name].nodeId, up.nodes[name]));
  return { ...s, ...up, raft, read };
}

test("[certificates] Their end is shown by a refresh in the last 90 days, and an update is planned", async () => {
  const s = await cluster();
  s.world.host("node2").certificatesEnd = inDays(89);
  s.world.host("node3").certificatesEnd = inDays(91);

  const seen = await s.read("node2");
  expect(seen.props).toMatchObject({ status: "certificates end soon" });
  expect((await s.node.diff(seen.id!, seen.props!, s.nodeInputs(s.swarmId, "node2"))).changes).toBe(true);
  expect(lines).toContainEqual(
    expect.stringMatching(
      /\[node2\] its certificates for the Docker Engine end on \S+ \(in 8[89] days\); up renews them/,
    ),
  );
  expect((await s.read("node3")).props).toEqual(s.nodes.node3);
});

test("[certificates] Nodes are renewed one after the other, each drained, and are as before afterwards", async () => {
  const s = await cluster();
  const availabilities: string[][] = [];
  const { renewCertificates } = s.world.fleet;
  s.world.fleet.renewCertificates = async (name) => {
    availabilities.push(
      ["node1", "node2", "node3"].map((each) => s.raft.node(s.nodes[each].nodeId).spec.Availability),
    );
    await renewCertificates(name);
  };
  const names = ["node1", "node2", "node3"];
  for (const name of names) s.world.host(name).certificatesEnd = inDays(10);
  const updates = names.map((name) => {
    const wanted = s.nodeInputs(s.swarmId, name, { role: "manager" });
    return s.node.update(s.nodes[name].nodeId, { ...s.nodes[name], status: "certificates end soon" }, wanted);
  });
  const results = await elapse(Promise.all(updates));

  expect(s.world.renewed.sort()).toEqual(names);
  for (const seen of availabilities)
    expect(seen.filter((each) => each === "drain").length).toBeLessThanOrEqual(2);
  for (const { outs } of results) expect(outs).toMatchObject({ status: "ready", availability: "active" });
  for (const name of names) expect(s.raft.node(s.nodes[name].nodeId).spec.Availability).toBe("active");
});

test("[certificates] A node that nobody can stand in for is renewed, and what stops is said", async () => {
  const s = stage("node1");
  const up = await s.up({ node1: "manager" });
  s.world.host("node1").certificatesEnd = inDays(10);
  const wanted = s.nodeInputs(up.swarmId, "node1", { role: "manager" });
  const { nodeId } = up.nodes.node1;
  await elapse(s.node.update(nodeId, { ...up.nodes.node1, status: "certificates end soon" }, wanted));

  expect(s.world.renewed).toEqual(["node1"]);
  expect(lines).toContainEqual(expect.stringMatching(/no other node can take its tasks: they stop/));
});

test.each(["certificate has expired", "ssl/tls alert certificate expired"])(
  "[certificates] Where they have ended everywhere (%s), the way out is up, and no new swarm is advised",
  (reason) => {
    const error = new EngineError(reason, { status: 0, operation: "GET /info", address: "10.0.0.1:2376" });
    const silent = { alive: false, leaderless: false, slow: false, hangs: false, error };
    const known = { managers: new Set(["a", "b"]), waited: true, isFirst: () => true, nodeIds: () => [] };
    const { message } = new NoManagerError(
      "s1",
      [
        { ...silent, name: "node1" },
        { ...silent, name: "node2" },
      ],
      known,
    );

    expect(message).toMatch(
      /node1 does not answer: .*expired.*run pulumi up, which renews certificates that have ended/s,
    );
    expect(message).not.toMatch(/--replace|recover/);
  },
);
