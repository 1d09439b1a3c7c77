import { existsSync } from "node:fs";
import type { TeamStage } from "./stage";

/** The end of the swarm, from a computer that did not begin it. */
export const removal = (stage: TeamStage) =>
  describe("Destroy", () => {
    test("[other-computer] from a computer that did not create it leaves neither nodes nor keys", async () => {
      const { ben, runner } = stage;
      expect(await runner.ssh("w1", "docker info --format '{{.Swarm.LocalNodeState}}'")).toBe("active");

      await runner.pulumi("destroy", "--yes", "--skip-preview");

      expect(existsSync(runner.store)).toBe(false);
      const { output } = await ben.try("preview");
      expect(output).not.toContain("is in another swarm");
    });
  });
