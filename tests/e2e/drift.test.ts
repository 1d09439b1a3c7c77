import { rmSync } from "node:fs";
import { join } from "node:path";
import { removeLocalHost } from "../../components/hosts/local/remove";
import { tracesOf } from "./support/host-traces";
import { managers, story, SwarmStage, workers } from "./support/swarm-stage";

// Machines that were switched off, removed or lost by hand: what a preview shows, and what the next up does about it.
// One story, run in order.

jest.setTimeout(300_000);

story("Machines that differ from the state", () => {
  const stage = new SwarmStage("e2e-drift");
  const { stack, machines } = stage;
  const cluster = join(stack.directory, "swarm");
  const nodes = [...managers("m1"), ...workers("w1")];
  const both = [
    ["m1", "Ready", "Active", "Leader"],
    ["w1", "Ready", "Active", ""],
  ];
  const nodeId = () => stage.swarmInfo("w1", "NodeID");

  beforeAll(() => stage.up(nodes));

  test("one that is switched off shows as one change of its node, and up starts it", async () => {
    const before = await nodeId();
    await stage.cut("w1");

    const { steps, text } = await stack.preview();
    expect(steps.map(({ op, urn }) => [op, urn.split("::").pop()])).toEqual([["update", "swarm-w1"]]);
    expect(text).toMatch(/- status *: "stopped"/);

    await stage.up(nodes);
    expect(await stage.nodes("m1")).toEqual(both);
    expect(await nodeId()).toBe(before);
  });

  test("one whose host is gone shows as a node to create, and up makes both anew", async () => {
    const before = await nodeId();
    await removeLocalHost({ name: "w1", directory: join(cluster, "hosts") }, () => undefined);

    expect(await stage.plan()).toEqual(["SwarmNode swarm-w1 create"]);

    await stage.up(nodes);
    expect(await stage.nodes("m1")).toEqual(both);
    expect(await nodeId()).not.toBe(before);
  });

  test("one that was taken out of docker-machine's store comes back as the node it was", async () => {
    const before = await nodeId();
    await machines.run(["rm", "--force", "w1"]);

    expect(await stage.plan()).toEqual(["SwarmNode swarm-w1 create"]);

    await stage.up(nodes);
    expect(await stage.nodes("m1")).toEqual(both);
    expect(await nodeId()).toBe(before);
  });

  test("one of which nothing is known here is an error that says what to do, and doing it helps", async () => {
    await stage.lose("w1");
    rmSync(join(cluster, "machines", "specs", "w1.json"));

    const { code, output } = await stack.pulumi("up", "--yes", "--skip-preview", ...stack.configFlags);
    expect(code).not.toBe(0);
    expect(output).toMatch(/Nothing is known of machine w1 in .*machines.*pulumi up --replace/s);

    const [, pattern] = /--replace '([^']+)'/.exec(output)!;
    await stack.up("--replace", pattern);
    expect(await stage.nodes("m1")).toEqual(both);
    await stack.up("--expect-no-changes");
  });

  test("one that cannot be made ends with the reason, and leaves nothing in the way", async () => {
    const unreachable = { driver: "generic", driverOptions: { ipAddress: "127.0.0.1", sshPort: 1 } };
    stage.declare([...nodes, { name: "w2", ...unreachable }]);

    const { code, output } = await stack.pulumi("up", "--yes", "--skip-preview", ...stack.configFlags);
    expect(code).not.toBe(0);
    expect(output).toMatch(/127\.0\.0\.1/);
    await stage.up(nodes);
    await stack.up("--expect-no-changes");
  });

  test("destroy leaves nothing", async () => {
    await stage.cut("w1");
    await stack.destroy();

    expect(tracesOf(join(cluster, "hosts"))).toEqual([]);
  });
});
