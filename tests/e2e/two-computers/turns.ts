import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { StackState } from "../support/stack";
import { watchProcesses } from "../support/processes";
import type { Computer } from "./computer";
import type { TeamStage } from "./stage";

/** Two people in turn. */
export const turns = (stage: TeamStage) =>
  describe("One swarm from two computers", () => {
    const { anna, ben, runner } = stage;
    const m1 = () => stage.node("m1", 1, { role: "manager" });
    const w1 = () => stage.node("w1", 2);
    const table = "docker node ls --format '{{.Hostname}} {{.Status}} {{.ManagerStatus}}'";

    /** A line of each of some keys. */
    const keysOf = ({ store }: Computer) =>
      ["certs/ca-key.pem", "machines/m1/key.pem", "machines/w1/swarm"].map(
        (file) => readFileSync(join(store, file), "utf8").split("\n")[2]!,
      );

    test("the keys go into the state, encrypted, and nothing of them is in plain text in the backend", async () => {
      anna.takeKey(stage.key);
      stage.declare([m1(), w1()]);
      await anna.pulumi("stack", "init", "team");

      await anna.up();

      const keys = keysOf(anna);
      const state = await anna.pulumi("stack", "export");
      const { resources } = (
        JSON.parse(state.slice(state.indexOf("{"), state.lastIndexOf("}") + 1)) as StackState
      ).deployment;
      const bytes = JSON.stringify(resources.find(({ urn }) => urn.endsWith("::swarm-w1-keys"))).length;
      console.log(`a machine's keys have ${bytes} bytes in the state`);
      expect(bytes).toBeLessThan(24_000);
      for (const key of keys) {
        expect(state).not.toContain(key);
        expect(anna.filesOfBackend().filter((text) => text.includes(key))).toEqual([]);
      }
    });

    test("[other-computer] who has neither store nor SSH key previews no change, and works on the machines at once", async () => {
      const output = await ben.preview("--expect-no-changes");

      expect(output).toContain("keys: those of m1, w1 are laid out from the state");
      expect(statSync(ben.store).mode & 0o777).toBe(0o700);
      for (const file of ["certs/ca-key.pem", "machines/w1/swarm", "machines/w1/config.json"])
        expect(statSync(join(ben.store, file)).mode & 0o777).toBe(0o600);
      expect(readFileSync(join(ben.store, "machines/w1/config.json"), "utf8")).not.toContain(anna.clone);
      expect(await ben.ssh("w1", "hostname")).toBe("w1");
      expect((await ben.npm("machine", ["ls"])).stdout).toMatch(/^m1 .*Running .*\nw1 .*Running/m);
      expect((await ben.npm("nodes", [])).stdout).toMatch(/w1/);
    });

    test("[other-computer] one adds a node, the other promotes it in one property", async () => {
      const w2 = stage.node("w2", 3);
      stage.declare([m1(), w1(), w2]);
      const watch = watchProcesses(keysOf(anna));
      await anna.up();
      expect(watch.stop()).toEqual([]);

      stage.declare([m1(), w1(), { ...w2, role: "manager" }]);
      const preview = await ben.preview();
      expect(preview).toMatch(/role\s*: "worker" => "manager"/);
      expect(preview).toMatch(/~ 1 to update\s+\d+ unchanged/);
      await ben.up();

      await anna.preview("--expect-no-changes");
      expect((await anna.ssh("m1", table)).split("\n").sort()).toEqual([
        "m1 Ready Leader",
        "w1 Ready ",
        "w2 Ready Reachable",
      ]);
    });

    test("[removed-elsewhere] the first one removes it again, and the other's store follows", async () => {
      stage.declare([m1(), w1()]);
      await anna.up();

      const output = await ben.preview("--expect-no-changes");

      expect(output).toContain("machine w2 was removed by another computer");
      expect(existsSync(join(ben.store, "machines", "w2"))).toBe(false);
      expect(existsSync(join(ben.store, "superseded", "w2", "config.json"))).toBe(true);
    });

    test("[keys-damaged] damaged keys are replaced from the state, with a sentence", async () => {
      writeFileSync(join(ben.store, "machines", "w1", "key.pem"), "not a key");

      const output = await ben.preview("--expect-no-changes");

      expect(output).toMatch(/the keys of w1 were damaged here \(.*\), and are restored from the state/);
      await anna.preview("--expect-no-changes");
    });

    test("[borrowed-keys] a CI job borrows the keys: a preview and an update leave none on the runner", async () => {
      for (const script of ["preview", "up"]) {
        const { code, output } = await runner.run("sh", [`examples/ci/${script}.sh`], {
          SWARM_KEYS: "borrowed",
        });
        expect([code, output]).toEqual([0, expect.stringContaining("keys: those of m1, w1 are laid out")]);
        expect(output).toContain("13 unchanged");
        expect(existsSync(runner.store)).toBe(false);
      }
      stage.declare([m1(), { ...w1(), availability: "away" }]);
      const failed = await runner.npm("pulumi", ["preview", "--non-interactive"], { SWARM_KEYS: "borrowed" });
      expect(failed.code).not.toBe(0);
      stage.declare([m1(), w1()]);
      expect([...runner.files().values()].filter((text) => text.includes("PRIVATE KEY"))).toEqual([]);
    });
  });
