import { cpSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { connect } from "../../../components/engine/client";
import { run } from "../../../lib/run";
import { eventually } from "../support/eventually";
import type { TeamStage } from "./stage";

/** Somebody leaves the team, with a copy of all keys. */
export const rotation = (stage: TeamStage) =>
  describe("Keys of somebody who has left", () => {
    const { ben, runner } = stage;
    const former = () => join(ben.home, "copy-of-the-store");
    const token = async () =>
      (await ben.pulumi("stack", "output", "joinTokens", "--show-secrets", "--json")).split("\n").join("");

    async function asksEngine(store: string, machine: string, host: number): Promise<string> {
      const certPath = join(store, "machines", machine);
      const engine = connect({ address: stage.address(host), port: 2376, certPath }).within(10);
      return engine.info().then(
        () => "opens",
        () => "rejected",
      );
    }

    async function asksSsh(key: string, host: number): Promise<string> {
      const options = ["-o", "BatchMode=yes", "-o", "IdentitiesOnly=yes", "-o", "StrictHostKeyChecking=no"];
      const files = ["-o", "UserKnownHostsFile=/dev/null", "-i", key];
      const { code } = await run("ssh", [...options, ...files, `root@${stage.address(host)}`, "true"], {
        timeoutSeconds: 30,
      });
      return code === 0 ? "opens" : "rejected";
    }

    test("[rotation] one trigger replaces certificates, SSH keys and tokens; the former ones open nothing", async () => {
      cpSync(ben.store, former(), { recursive: true });
      const tokens = await token();
      stage.declare(stage.replaced, { swarm: { rotateKeys: "2026-11" } });
      const preview = await ben.preview();
      expect(preview).toMatch(/rotate\s*: "2026-11"[\s\S]*~ 3 to update/);

      const output = await ben.up();

      for (const [machine, host] of [
        ["m1", 1],
        ["w1", 2],
      ] as const) {
        expect(output).toContain(`[${machine}] its keys are replaced`);
        expect(await asksEngine(former(), machine, host)).toBe("rejected");
        expect(await asksEngine(ben.store, machine, host)).toBe("opens");
        const key = (store: string) => join(store, "machines", machine, "swarm");
        expect(await asksSsh(key(former()), host)).toBe("rejected");
        expect(await asksSsh(key(ben.store), host)).toBe("opens");
        expect(readFileSync(key(ben.store), "utf8")).not.toBe(readFileSync(key(former()), "utf8"));
      }
      expect(await token()).not.toBe(tokens);
    });

    test("[rotation] the nodes are as before, and everybody else gets the new keys", async () => {
      await ben.up("--expect-no-changes");

      const table = "docker node ls --format '{{.Hostname}} {{.Status}} {{.Availability}}'";
      await eventually(() => ben.ssh("m1", table), "m1 Ready Active\nw1 Ready Active");
      // Bare pulumi, without what lays the keys out before: the refresh does.
      const bare = ["preview", "--non-interactive", "--expect-no-changes"];
      expect(await runner.run("pulumi", bare)).toMatchObject({ code: 0 });
      expect(await runner.ssh("w1", "hostname")).toBe("w1");
    });
  });
