import { busyboxImage } from "../support/busybox";
import { eventually } from "../support/eventually";
import { allReady, look, type DockerStage } from "./stage";

/** What happens to containers and to the engine. */
export const drift = ({ engine, stack, cluster }: DockerStage) =>
  describe("Drift", () => {
    test("A killed container is drift that up repairs, in the same swarm", async () => {
      const swarm = await stack.output("swarmId");
      const id = cluster.id("node3");
      engine.docker(["kill", cluster.container("node3")]);

      expect((await stack.refreshAndPreview()).steps.length).toBeGreaterThan(0);
      await stack.up("--refresh");
      expect(cluster.table("node1")).toEqual(allReady);
      expect([await stack.output("swarmId"), cluster.id("node3")]).toEqual([swarm, id]);
    });

    test("A removed container is drift that up repairs, on the same disk", async () => {
      const id = cluster.id("node2");
      engine.docker(["rm", "--force", cluster.container("node2")]);

      expect((await stack.refreshAndPreview()).steps.length).toBeGreaterThan(0);
      await stack.up("--refresh");
      expect(cluster.table("node1")).toEqual(allReady);
      expect(cluster.id("node2")).toBe(id);
      expect(cluster.inside("node2", "docker", "image", "ls", "--quiet", busyboxImage)).not.toBe("");
    });

    test("After a restart of the engine the nodes come back by themselves", async () => {
      await engine.stop();
      await engine.start();

      await eventually(() => look(() => cluster.table("node1")), allReady, 60);
      await stack.up("--refresh", "--expect-no-changes");
    });
  });
