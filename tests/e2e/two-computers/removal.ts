import { existsSync } from "node:fs";
import { which } from "../../../lib/which";
import type { TeamStage } from "./stage";

/** The end of the swarm, from a computer that did not begin it. */
export const removal = (stage: TeamStage) =>
  describe("Destroy", () => {
    const { ben, runner } = stage;

    (which("docker") ? test : test.skip)(
      "[other-computer] a docker context is on each computer after an update there",
      async () => {
        stage.declare(stage.replaced, { swarm: { rotateKeys: "2026-11" }, dockerContext: "team" });
        for (const computer of [ben, runner]) {
          await computer.up();
          const ask = ["--context", "team", "node", "ls", "--format", "{{.Hostname}} {{.Status}}"];
          expect((await computer.run("docker", ask)).stdout.split("\n").sort()).toEqual([
            "",
            "m1 Ready",
            "w1 Ready",
          ]);
        }
      },
    );

    test("[other-computer] from a computer that did not create it leaves neither nodes nor keys", async () => {
      expect(await runner.ssh("w1", "docker info --format '{{.Swarm.LocalNodeState}}'")).toBe("active");

      await runner.pulumi("destroy", "--yes", "--skip-preview");

      expect(existsSync(runner.store)).toBe(false);
      const { output } = await ben.try("preview");
      expect(output).not.toContain("is in another swarm");
    });
  });
