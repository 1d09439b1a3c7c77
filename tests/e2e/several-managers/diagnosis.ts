import { workers, managers, type SwarmStage } from "../support/swarm-stage";

/** Nodes that go while a heartbeat takes a minute. */
export const diagnosis = (stage: SwarmStage) =>
  describe("What is wrong with a manager", () => {
    const three = managers("m1", "m2", "m4");

    test("[heartbeat] a node that is known to be off is removed at once, though a heartbeat takes a minute", async () => {
      const slow = { dispatcherHeartbeat: "60s" };
      await stage.up([...three, ...workers("w1")], slow);
      await stage.cut("w1");
      const start = Date.now();

      await stage.up(three, slow);

      expect((Date.now() - start) / 1000).toBeLessThan(60);
      expect((await stage.nodes("m1")).filter(([name]) => name === "w1")).toEqual([]);
      await stage.up(three);
    });
  });
