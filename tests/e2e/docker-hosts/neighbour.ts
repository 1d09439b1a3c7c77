import { existsSync } from "node:fs";
import { join } from "node:path";
import { DockerNodes } from "../support/docker-nodes";
import { DockerUserStack } from "../support/docker-user";
import { killUp } from "../support/killed-up";
import { allReady, nodes, ours, type DockerStage } from "./stage";

/** A second stack of the same person, on the same engine. */
export const neighbour = ({ engine, stack, cluster }: DockerStage) =>
  describe("A stack beside it", () => {
    const neighbour = new DockerUserStack("docker-hosts-neighbour", engine, true);
    const folder = join(neighbour.directory, "swarm");

    beforeAll(() => neighbour.remove());
    afterAll(async () => {
      if (existsSync(neighbour.directory)) await neighbour.pulumi("destroy", "--yes", "--skip-preview");
      neighbour.remove();
    });

    test("It has machines of the same names, also after its up was killed while hosts start and while docker-machine creates", async () => {
      await neighbour.init();
      neighbour.configure(nodes({ node1: "manager" }));
      const note = join(folder, "docker-hosts", "node1.json");
      await killUp(neighbour, () => existsSync(note));
      await killUp(neighbour, () => existsSync(join(folder, "machines", "machines", "node1", "config.json")));

      await neighbour.up();
      await neighbour.up("--expect-no-changes");
      const others = new DockerNodes(engine, neighbour);
      expect(others.table("node1")).toEqual(["node1 Ready Leader"]);
      expect(others.address("node1").replace(/\.\d+$/, "")).not.toBe(
        cluster.address("node1").replace(/\.\d+$/, ""),
      );
      expect(await neighbour.output("swarmId")).not.toBe(await stack.output("swarmId"));

      await neighbour.destroy();
      expect(others.container("node1")).toBe("");
      expect(existsSync(note)).toBe(false);
      expect(engine.docker(["network", "ls", "--quiet", "--filter", ours]).split("\n")).toHaveLength(1);
      expect(engine.docker(["volume", "ls", "--quiet"]).split("\n")).toHaveLength(9);
      await stack.up("--expect-no-changes");
      expect(cluster.table("node1")).toEqual(allReady);
    });
  });
