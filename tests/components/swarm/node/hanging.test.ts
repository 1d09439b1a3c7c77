import { elapse } from "../../../support/elapse";
import { stage } from "../../../support/handlers";
import { useVirtualTime } from "../../../support/virtual-time";

const lines = useVirtualTime();

async function cluster() {
  const s = stage("node1", "node2", "node3", "node4");
  const up = await s.up({ node1: "manager", node2: "manager", node3: "manager", node4: "worker" });
  const raft = s.world.host("node1").membership!.swarm;
  s.world.fleet.ensureMachine = (name) => Promise.reject(new Error(`Host ${name} is not ready within 180 s`));
  const label = (name: string, role: "manager" | "worker", more = {}) => {
    const wanted = s.nodeInputs(up.swarmId, name, { role, labels: { disk: "ssd" }, ...more });
    return elapse(s.node.update(up.nodes[name].nodeId, { ...up.nodes[name], status: "unreachable" }, wanted));
  };
  return { ...s, ...up, raft, label };
}

test("[frozen-engine] a member that hangs does not hold up those that depend on it, and its status says what is missing", async () => {
  const s = await cluster();
  for (const [name, role] of [
    ["node1", "manager"],
    ["node4", "worker"],
  ] as const) {
    s.world.host(name).freeze();
    const start = Date.now();

    const { outs } = await s.label(name, role, { availability: "drain" });

    expect((Date.now() - start) / 1000).toBeLessThan(25);
    expect(outs).toMatchObject({ status: "hangs", labels: { disk: "ssd" }, availability: "drain" });
    expect(s.raft.node(outs.nodeId).spec).toMatchObject({ Labels: { disk: "ssd" }, Availability: "drain" });
    expect(lines).toContainEqual(
      expect.stringMatching(`\\[${name}\\] its Docker Engine hangs: the other nodes go first`),
    );
    const wanted = s.nodeInputs(s.swarmId, name, { role, labels: { disk: "ssd" }, availability: "drain" });
    expect((await s.node.diff(outs.nodeId, outs, wanted)).changes).toBe(true);
  }
});

test("[frozen-engine] a change of its role is not put off", async () => {
  const s = await cluster();
  s.world.host("node4").freeze();
  await expect(s.label("node4", "manager")).rejects.toThrow(/Host node4 is not ready/);
});
