import { eventually } from "../support/eventually";
import { managers, story, SwarmStage, workers } from "../support/swarm-stage";

// Engines that hang and managers that come back while others elect a leader, on real engines. How long SwarmKit takes for an
// election, and to see a node again afterwards, varies by minutes, so `npm test` leaves these to the tests with virtual time
// that bear the same names; `npm run test:e2e -- elections` runs them.

jest.setTimeout(300_000);

story("Managers that elect a leader", () => {
  const stage = new SwarmStage("e2e-elections");
  const { stack, machines } = stage;
  const three = managers("m1", "m2", "m4");
  const labelled = (disk: string) => [...three, { name: "w1", labels: { disk } }];
  const nodeId = (name: string) => stage.swarmInfo(name, "NodeID");
  const signal = (name: string, what: "STOP" | "CONT") =>
    machines.ssh(name, "sh", "-c", `kill -${what} $(cat /run/docker.pid)`);
  const state = async (manager: string, name: string) =>
    (await stage.nodes(manager))
      .filter(([each]) => each === name)
      .map(([, status]) => status)
      .sort();

  /** The leader of the managers, and one that is not. */
  async function leaderAndOther(): Promise<[string, string]> {
    const lines = await stage.nodes("m2");
    const leader = lines.find(([, , , manager]) => manager === "Leader")![0];
    return [leader, leader === "m2" ? "m4" : "m2"];
  }

  test("[election] [frozen-engine] a leader that hangs is no lost quorum, and holds up no other node", async () => {
    await stage.up(labelled("hdd"));
    const [leader, other] = await leaderAndOther();
    await signal(leader, "STOP");
    try {
      const output = await stage.look("preview");
      expect(output).not.toMatch(/lost its quorum|`recover`|--replace/);
      // The new leader takes some seconds to hear of all nodes.
      await eventually(() => stage.plan(), [`SwarmNode swarm-${leader} update: status`], 90);

      stage.declare(labelled("ssd"));
      const up = stack.up();
      const labels = () => stage.docker(other, "node", "inspect", "w1", "--format", "{{.Spec.Labels.disk}}");
      await eventually(labels, "ssd", 150);
      await signal(leader, "CONT");
      expect((await up).output).toContain(`[${leader}] its Docker Engine hangs: the other nodes go first`);
    } finally {
      await signal(leader, "CONT");
    }
    await eventually(() => state(other, leader), ["Ready"], 60);
    await stack.up("--expect-no-changes");
  });

  test("[ghost] [host-name-changes] a manager that is off stays, though another host bears its name", async () => {
    const before = await nodeId("m4");
    const rename = (name: string) => machines.ssh("m2", "hostname", name);
    await rename("m4");
    await stage.restartEngine("m2");
    await eventually(() => stage.swarmInfo("m1", "ControlAvailable"), "true");
    await stage.cut("m4");
    await eventually(() => state("m1", "m4"), ["Down", "Ready"], 150);

    await stage.up([{ ...three[0] }, { ...three[1], labels: { a: "b" } }, three[2], ...workers("w1")]);

    expect(await nodeId("m4")).toBe(before);
    const rows = await stack.output<{ id: string; url: string }[]>("nodes");
    const id = await nodeId("m2");
    expect(rows.find((row) => row.id === id)?.url).toBe((await machines.run(["url", "m2"])).trim());
    await rename("m2");
    await stage.restartEngine("m2");
    await eventually(() => state("m1", "m2"), ["Ready"], 60);
  });

  test("[autolock] a manager that was off while autolock went off is unlocked with the key it had", async () => {
    await stage.up([...three, ...workers("w1")], { autolock: true });
    await stage.cut("m4");
    await eventually(() => state("m1", "m4"), ["Down"], 60);
    stage.declare([...three, ...workers("w1")], { autolock: false });
    await stage.withoutMemoryOf("m4", async () => {
      await expect(stack.up("--continue-on-error")).rejects.toThrow(/m4/);
    });

    // A manager that comes back with less in its log than the others asks for votes for a minute or two, and only then
    // does the leader find it; the run may give up on it before.
    const { output } = await stack.pulumi("up", "--yes", "--skip-preview", ...stack.configFlags);

    expect(output).toContain("[m4] unlocked after a restart");
    await eventually(() => state("m1", "m4"), ["Ready"], 150);
    expect(await stage.swarmInfo("m4", "LocalNodeState")).toBe("active");
  });
});
