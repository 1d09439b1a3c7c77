import { eventually } from "../support/eventually";
import type { NodeLine } from "../support/node-table";
import { managers, workers, type SwarmStage } from "../support/swarm-stage";

/** Managers that die: one, the founder, and most of them. */
export const quorum = (stage: SwarmStage) =>
  describe("Managers that die", () => {
    const { stack } = stage;
    const ready = (name: string, manager = ""): NodeLine => [name, "Ready", "Active", manager];
    const status = async (manager: string, name: string) =>
      (await stage.nodes(manager)).filter(([each]) => each === name).map(([, state]) => state);
    const swarmId = () => stack.output<string>("swarmId");

    test("a removal that would lose the quorum is refused before anything is touched", async () => {
      await stage.up(managers("m1", "m3", "m2"));
      await stage.cut("m3");
      await eventually(() => status("m1", "m3"), ["Down"]);
      stage.declare(managers("m1", "m3"));

      // Else m3 would be started again first, and then m2 could go.
      await stage.withoutMemoryOf("m3", async () => {
        await expect(stack.up("--continue-on-error")).rejects.toThrow(
          /m2 stays a manager: the swarm would lose its quorum: of the 2 managers that would remain only 1 \(m1\) would be reachable, and 2 are needed. First bring back or remove m3/,
        );
      });

      await eventually(
        async () => (await stage.standing("m1")).slice(0, 2),
        [ready("m1", "Reachable"), ready("m2", "Reachable")],
      );
    });

    test("a dead manager of three is taken out of the program, and the swarm keeps its quorum", async () => {
      await stage.up([...managers("m1", "m2"), ...workers("w1")]);

      await eventually(
        () => stage.standing("m1"),
        [ready("m1", "Reachable"), ready("m2", "Reachable"), ready("w1")],
      );
    });

    test("a program without a manager is refused in the preview", async () => {
      stage.declare(workers("m1", "m2", "w1"));

      await expect(stack.preview()).rejects.toThrow(/nodes: at least one manager is needed/);
    });

    test("the founding manager is destroyed by hand, and one up replaces it", async () => {
      const three = [...managers("m1", "m2", "m4"), ...workers("w1")];
      await stage.up(three);
      const id = await swarmId();

      await stage.lose("m1");
      await stack.up();

      await eventually(
        () => stage.standing("m2"),
        [ready("m1", "Reachable"), ready("m2", "Reachable"), ready("m4", "Reachable"), ready("w1")],
      );
      expect(await swarmId()).toBe(id);
      await stack.up("--expect-no-changes");
    });

    test("without a quorum preview and refresh end soon, say what to do, and change nothing", async () => {
      await stage.cut("m2", "m4");
      const recipe = /lost its quorum: bring managers back.*set the swarm's `recover`/;

      for (const command of ["preview", "refresh"] as const) {
        const start = Date.now();
        const output = await stage.look(command);
        // Docker itself takes up to 20 s to notice that the leader is gone.
        expect((Date.now() - start) / 1000).toBeLessThan(30);
        expect(output).toMatch(recipe);
      }

      expect(await stage.swarmInfo("m1", "ControlAvailable")).toBe("true");
    });

    test("recover makes a surviving manager the only one, and the same up brings the others back", async () => {
      const id = await swarmId();
      const three = [...managers("m1", "m2", "m4"), ...workers("w1")];

      const output = await stage.up(three, { recover: { manager: "m1", trigger: "first" } });

      expect(output).toContain(`swarm ${id} recovered, with m1 as its only manager`);
      await eventually(
        () => stage.standing("m1"),
        [ready("m1", "Reachable"), ready("m2", "Reachable"), ready("m4", "Reachable"), ready("w1")],
      );
      expect(await swarmId()).toBe(id);
      await stack.up("--expect-no-changes");
    });
  });
