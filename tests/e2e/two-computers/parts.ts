import { existsSync } from "node:fs";
import { hostname } from "node:os";
import type { TeamStage } from "./stage";

/** A machine that is a part of one computer, seen from another. */
export const parts = (stage: TeamStage) =>
  describe("A machine on Anna's computer", () => {
    const { annaAlone: anna, benAlone: ben } = stage;
    const here = `on computer ${hostname()}`;

    test("[part-of-computer] is shown as such to Ben, and nothing is planned for it", async () => {
      const settings = {
        driver: "local",
        localNetwork: "10.94.0.0/24",
        nodes: [{ name: "n1", role: "manager" }],
      };
      for (const each of [anna, ben]) each.pull(settings);
      await anna.pulumi("stack", "init", "alone");
      await anna.up();

      // Whatever Ben's computer could have in its place.
      ben.pull({ ...settings, localNetwork: "10.95.0.0/24" });
      const preview = await ben.preview("--expect-no-changes");

      expect(preview).toContain(
        `planned for nothing here, whatever their machines are declared to be: n1 ${here}`,
      );
      expect(existsSync(ben.hosts)).toBe(false);
      expect(existsSync(`${ben.store}/machines/n1`)).toBe(false);
    });

    test("[part-of-computer] is neither created a second time nor removed by him, and Anna goes on", async () => {
      await ben.up("--expect-no-changes");
      expect(await ben.pulumi("stack", "export")).toContain(here);

      const { code, output } = await ben.try("destroy", "--yes", "--skip-preview");

      expect(code).not.toBe(0);
      expect(output).toMatch(/n1 is on computer \S+: it cannot be taken out of its swarm from here/);
      // Only what is nothing but a record of the state went with Ben's attempt.
      expect(await anna.up()).toMatch(/\+ 1 created\s+\d+ unchanged/);
      expect(await anna.ssh("n1", "docker node ls --format '{{.Hostname}} {{.Status}}'")).toBe("n1 Ready");
      await anna.pulumi("destroy", "--yes", "--skip-preview");
      expect(existsSync(anna.store)).toBe(false);
    });
  });
