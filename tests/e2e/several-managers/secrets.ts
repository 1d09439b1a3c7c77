import { eventually } from "../support/eventually";
import { managers, workers, type SwarmStage } from "../support/swarm-stage";

/** Autolock and join tokens. */
export const secrets = (stage: SwarmStage) =>
  describe("Keys and tokens of a swarm", () => {
    const { stack } = stage;
    const pair = managers("m1", "m2");
    const unlockKey = () => stack.output<string>("unlockKey", "--show-secrets");
    const tokens = () => stack.output<Record<"worker" | "manager", string>>("joinTokens", "--show-secrets");
    const state = (machine: string) => stage.swarmInfo(machine, "LocalNodeState");

    /** Restarts engines; autolocked managers come back locked. */
    async function restart(...names: string[]): Promise<void> {
      await Promise.all(names.map((name) => stage.restartEngine(name)));
      for (const name of names) await eventually(() => state(name), "locked");
    }

    test("the unlock key of an autolocked swarm is a secret output", async () => {
      await stage.up(pair, { autolock: true });

      expect(await stack.output("unlockKey")).toBe("[secret]");
      expect(await unlockKey()).toBe(await stage.docker("m1", "swarm", "unlock-key", "--quiet"));
      expect(await unlockKey()).toMatch(/^SWMKEY-1-/);
    });

    test("a manager that comes back locked is unlocked by refresh", async () => {
      await restart("m2");

      await stack.refresh();

      expect(await state("m2")).toBe("active");
      // Of two managers one was locked, so there was no quorum: first a leader is elected, then m2's agent, which waits
      // longer after each vain attempt, registers with it.
      const statuses = async () => (await stage.nodes("m1")).map(([, status]) => status);
      await eventually(statuses, ["Ready", "Ready"], 120);
    });

    test("managers that are all locked are unlocked by up, with the key in the state", async () => {
      await restart("m1", "m2");

      await stack.up();

      expect(await Promise.all(["m1", "m2"].map(state))).toEqual(["active", "active"]);
    });

    test("a new trigger rotates the unlock key, once, and the new key unlocks", async () => {
      const before = await unlockKey();
      stage.declare(pair, { autolock: true, rotateUnlockKey: "first" });
      expect(await stage.plan()).toEqual(["Swarm swarm update: rotateUnlockKey"]);

      await stack.up();

      const after = await unlockKey();
      expect(after).not.toBe(before);
      expect(after).toBe(await stage.docker("m1", "swarm", "unlock-key", "--quiet"));
      await stack.up("--expect-no-changes");
      expect(await unlockKey()).toBe(after);
      await restart("m1");
      await stack.up();
      expect(await state("m1")).toBe("active");
    });

    test("autolock goes off in place, and a restart needs no key any more", async () => {
      stage.declare(pair, { autolock: false });
      expect(await stage.plan()).toEqual(["Swarm swarm update: autolock, rotateUnlockKey"]);

      await stack.up();

      expect(await unlockKey()).toBe("");
      await stage.restartEngine("m2");
      await eventually(() => state("m2"), "active");
    });

    test("a new trigger rotates one token, no node notices, and a node joins with the new one", async () => {
      const before = await tokens();
      const ids = await stage.docker("m1", "node", "ls", "--quiet");
      stage.declare(pair, { autolock: false, rotateWorkerToken: "first" });
      expect(await stage.plan()).toEqual(["JoinTokens swarm-tokens update: rotateWorker"]);

      await stack.up();

      const after = await tokens();
      expect(after.worker).not.toBe(before.worker);
      expect(after.manager).toBe(before.manager);
      expect(await stage.docker("m1", "node", "ls", "--quiet")).toBe(ids);
      await stage.up([...pair, ...workers("w1")], { autolock: false, rotateWorkerToken: "first" });
      expect(await tokens()).toEqual(after);
      expect(await stage.nodes("m1")).toContainEqual(["w1", "Ready", "Active", ""]);
    });

    test("a rotation by hand changes no node; the output is the new token", async () => {
      await stage.docker("m1", "swarm", "join-token", "--rotate", "worker");
      const ids = await stage.docker("m1", "node", "ls", "--quiet");

      expect(await stage.plan()).toEqual([]);
      await stack.up("--expect-no-changes");

      expect(await stage.docker("m1", "node", "ls", "--quiet")).toBe(ids);
      const token = await stage.docker("m1", "swarm", "join-token", "--quiet", "worker");
      expect((await tokens()).worker).toBe(token);
    });
  });
