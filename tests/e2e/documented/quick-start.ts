import { statSync } from "node:fs";
import { join } from "node:path";
import type { Newcomer } from "./newcomer";

/** The README from its first line to the backup. */
export const quickStart = (newcomer: Newcomer) =>
  describe("The README", () => {
    test("its first lines: npm start, and docker node ls shows three nodes", async () => {
      await newcomer.follow("README.md#a-docker-swarm-on-docker-machine-hosts-as-pulumi-state");
    });

    test("create the swarm: run again, nothing changes, and the nodes are shown", async () => {
      expect(await newcomer.follow("README.md#create-the-swarm")).toMatch(/^ +\d+ unchanged$/m);
    });

    test("promote two workers: the preview says just that, and up does it", async () => {
      expect(await newcomer.follow("README.md#promote-two-workers")).toContain("~ 2 updated");
    });

    test("run a service: one task on each node", async () => {
      await newcomer.importNginx("node1", "node2", "node3");

      const output = await newcomer.follow("README.md#run-a-service");

      expect(output.match(/Running +Running/g)).toHaveLength(3);
    });

    test("back it up: into a file that nobody else can read", async () => {
      await newcomer.follow("README.md#back-it-up");

      expect(statSync(join(newcomer.clone, "first.backup")).mode & 0o777).toBe(0o600);
    });
  });
