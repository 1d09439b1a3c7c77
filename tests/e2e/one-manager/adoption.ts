import { execFileSync } from "node:child_process";
import { parse } from "yaml";
import { busyboxImage, idleService } from "../support/busybox";
import { project } from "../support/stack";
import { managers, workers, type SwarmStage } from "../support/swarm-stage";

/** A swarm that somebody initialised with the docker client on the machines. */
export const adoption = (stage: SwarmStage) =>
  describe("A swarm made by hand", () => {
    const { stack, machines } = stage;
    const nodes = [...managers("node1"), ...workers("node2")];
    const swarmId = () => stage.docker("node1", "info", "--format", "{{.Swarm.Cluster.ID}}");
    const nodeIds = () => stage.docker("node1", "node", "ls", "--format", "{{.Hostname}} {{.ID}}");

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
      await stage.docker("node2", "swarm", "leave");
      await stage.docker("node1", "swarm", "leave", "--force");
      await initByHand("node1", "node2");
      await stage.docker("node1", "node", "update", "--label-add", "zone=a", "node2");
      await idleService(machines, "node1", "--name", "theirs");
      const before = [await swarmId(), await nodeIds()];

      await expect(stack.up()).rejects.toThrow(
        new RegExp(
          `node1 is in swarm ${before[0]} already. Nothing was changed. Set the swarm's adopt to true`,
        ),
      );

      expect([await swarmId(), await nodeIds()]).toEqual(before);
    });

    /** What `npm run swarm -- describe` prints, as the settings of a stack. */
    function described(): { "swarm:nodes": object[]; "swarm:swarm": object } {
      const env = { ...process.env, PULUMI_STACK: stack.name };
      const text = execFileSync("npm", ["run", "-s", "swarm", "--", "describe"], {
        cwd: project,
        env,
        encoding: "utf8",
      });
      return (parse(text) as { config: ReturnType<typeof described> }).config;
    }

    test("as describe prints it, a preview says that it is adopted, and up takes it over with nodes, labels and services", async () => {
      const before = [await swarmId(), await nodeIds()];
      const settings = described();
      stack.configure({ nodes: settings["swarm:nodes"], swarm: settings["swarm:swarm"] });
      const { text } = await stack.preview();
      expect(text).toMatch(/adopt +: true/);

      const { output } = await stack.up();

      expect(output).toContain(`adopted swarm ${before[0]}`);
      expect([await swarmId(), await nodeIds()]).toEqual(before);
      expect(await stack.output("swarmId")).toBe(before[0]);
      expect(await stage.docker("node1", "service", "ls", "--format", "{{.Name}} {{.Image}}")).toBe(
        `theirs ${busyboxImage}`,
      );
      const labels = await stage.docker(
        "node1",
        "node",
        "inspect",
        "--format",
        "{{json .Spec.Labels}}",
        "node2",
      );
      expect(JSON.parse(labels)).toEqual({ zone: "a" });
      await stack.up("--expect-no-changes");
    });

    test("a node that is in another swarm is refused by naming both", async () => {
      const three = [...nodes, ...workers("node3")];
      await stage.up(three, { adopt: true });
      await stage.docker("node3", "swarm", "leave");
      await initByHand("node3");
      const other = await stage.docker("node3", "info", "--format", "{{.Swarm.Cluster.ID}}");
      const before = await nodeIds();

      const refusal = await stack.up().catch((error: Error) => error.message);

      expect(refusal).toContain(`node3 is in another swarm: swarm ${other}`);
      expect(refusal).toContain(`not in swarm ${await swarmId()} of this program. Nothing was changed`);
      expect(await stage.docker("node3", "info", "--format", "{{.Swarm.Cluster.ID}}")).toBe(other);
      expect((await nodeIds()).split("\n")).toEqual(expect.arrayContaining(before.split("\n")));

      await stage.docker("node3", "swarm", "leave", "--force");
      await stack.up();
      expect(await stage.nodes("node1")).toEqual([
        ["node1", "Ready", "Active", "Leader"],
        ["node2", "Ready", "Active", ""],
        ["node3", "Ready", "Active", ""],
      ]);
      await stage.docker("node1", "service", "rm", "theirs");
    });
  });
