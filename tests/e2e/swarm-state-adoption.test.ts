import { busyboxImage, idleService } from "./support/busybox";
import { managers, story, SwarmStage, workers } from "./support/swarm-stage";

// A swarm that somebody made with the docker client on the machines. The tests are one story and run in order.

jest.setTimeout(300_000);

story("A swarm made by hand", () => {
  const stage = new SwarmStage("e2e-adoption");
  const { stack, machines } = stage;
  const nodes = [...managers("m1"), ...workers("w1")];
  const swarmId = () => stage.docker("m1", "info", "--format", "{{.Swarm.Cluster.ID}}");
  const nodeIds = () => stage.docker("m1", "node", "ls", "--format", "{{.Hostname}} {{.ID}}");

  /** Makes a swarm as the exercise does it. */
  async function initByHand(founder: string, ...joining: string[]): Promise<void> {
    const address = await machines.run(["ip", founder]);
    await stage.docker(founder, "swarm", "init", "--advertise-addr", address);
    const token = await stage.docker(founder, "swarm", "join-token", "--quiet", "worker");
    for (const name of joining)
      await stage.docker(name, "swarm", "join", "--token", token, `${address}:2377`);
  }

  test("up refuses a swarm that is on its machines and not its own, naming it, and changes nothing", async () => {
    await stage.up(nodes);
    await stage.docker("w1", "swarm", "leave");
    await stage.docker("m1", "swarm", "leave", "--force");
    await initByHand("m1", "w1");
    await stage.docker("m1", "node", "update", "--label-add", "zone=a", "w1");
    await idleService(machines, "m1", "--name", "theirs");
    const before = [await swarmId(), await nodeIds()];

    await expect(stack.up()).rejects.toThrow(
      new RegExp(`m1 is in swarm ${before[0]} already. Nothing was changed. Set the swarm's adopt to true`),
    );

    expect([await swarmId(), await nodeIds()]).toEqual(before);
  });

  test("with adopt a preview says so, and up takes the swarm over with its nodes, labels and services", async () => {
    const before = [await swarmId(), await nodeIds()];
    stage.declare(nodes, { adopt: true });
    const { text } = await stack.preview();
    expect(text).toMatch(/adopt +: true/);

    const { output } = await stack.up();

    expect(output).toContain(`adopted swarm ${before[0]}`);
    expect([await swarmId(), await nodeIds()]).toEqual(before);
    expect(await stack.output("swarmId")).toBe(before[0]);
    expect(await stage.docker("m1", "service", "ls", "--format", "{{.Name}} {{.Image}}")).toBe(
      `theirs ${busyboxImage}`,
    );
    const labels = await stage.docker("m1", "node", "inspect", "--format", "{{json .Spec.Labels}}", "w1");
    expect(JSON.parse(labels)).toEqual({ zone: "a" });
    await stack.up("--expect-no-changes");
  });

  test("a node that is in another swarm is refused by naming both", async () => {
    const three = [...nodes, ...workers("w2")];
    await stage.up(three, { adopt: true });
    await stage.docker("w2", "swarm", "leave");
    await initByHand("w2");
    const other = await stage.docker("w2", "info", "--format", "{{.Swarm.Cluster.ID}}");
    const before = await nodeIds();

    const refusal = await stack.up().catch((error: Error) => error.message);

    expect(refusal).toContain(`w2 is in another swarm: swarm ${other}`);
    expect(refusal).toContain(`not in swarm ${await swarmId()} of this program. Nothing was changed`);
    expect(await stage.docker("w2", "info", "--format", "{{.Swarm.Cluster.ID}}")).toBe(other);
    expect((await nodeIds()).split("\n")).toEqual(expect.arrayContaining(before.split("\n")));

    await stage.docker("w2", "swarm", "leave", "--force");
    await stack.up();
    expect(await stage.nodes("m1")).toEqual([
      ["m1", "Ready", "Active", "Leader"],
      ["w1", "Ready", "Active", ""],
      ["w2", "Ready", "Active", ""],
    ]);
  });
});
