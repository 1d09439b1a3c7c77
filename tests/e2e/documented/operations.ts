import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Newcomer } from "./newcomer";

/** What docs/operations.md says, on the swarm of three managers that the README made, and after it is gone. */
export const operations = (newcomer: Newcomer) =>
  describe("docs/operations.md", () => {
    const token = async () =>
      newcomer.type("npm run -s pulumi -- stack output joinTokens --show-secrets --json");
    let swarmId = "";

    test("upgrade of the engines: those that are the newest are not restarted", async () => {
      // Their packages offer nothing: there is no network here.
      const silence = "mkdir -p /root/sources; mv /etc/apt/sources.list* /root/sources";
      for (const name of ["node1", "node2", "node3"]) await newcomer.machines.ssh(name, "sh", "-c", silence);

      const output = await newcomer.follow("docs/operations.md#upgrade-of-the-engines");

      const newest = output.match(/\[node\d\] has the newest Docker Engine that its packages offer/g);
      expect(new Set(newest).size).toBe(3);
    });

    test("rotation: other join tokens", async () => {
      const before = await token();

      await newcomer.follow("docs/operations.md#rotation");

      expect(await token()).not.toBe(before);
    });

    test("a lost quorum: nothing happens while the swarm has a leader", async () => {
      const nodes = "docker node ls --format '{{.Hostname}} {{.Status}}'";
      const before = await newcomer.machines.ssh("node1", "sh", "-c", nodes);

      await newcomer.follow("docs/operations.md#a-lost-quorum");

      expect(await newcomer.machines.ssh("node1", "sh", "-c", nodes)).toBe(before);
    });

    test("backup, then the README's last step, and nothing is left; restore: the same swarm again", async () => {
      swarmId = (await newcomer.type("npm run -s pulumi -- stack output swarmId")).trim();
      const [backup, restore] = newcomer.blocks("docs/operations.md#backup-and-restore");
      const taken = await newcomer.followBlock(backup!);
      await newcomer.follow("README.md#remove-everything");
      expect(existsSync(join(newcomer.clone, ".state", "dev"))).toBe(false);

      // The page says that the first manager must be the one of the backup.
      const [, source] = /\[(node\d)\] copied/.exec(taken)!;
      newcomer.edit((nodes) => [
        ...nodes.filter(({ name }) => name === source),
        ...nodes.filter(({ name }) => name !== source),
      ]);
      await newcomer.followBlock(restore!);

      expect((await newcomer.type("npm run -s pulumi -- stack output swarmId")).trim()).toBe(swarmId);
    });

    test("autolock: a key that opens the managers", async () => {
      expect(await newcomer.follow("docs/operations.md#autolock")).toMatch(/^SWMKEY-1-\S+$/m);
      await newcomer.follow("README.md#remove-everything");
    });
  });
