import { join } from "node:path";
import { removeLocalHost } from "../../../components/hosts/local/remove";
import { managers, workers, type SwarmStage } from "../support/swarm-stage";

/** The only manager's machine is gone, and so is its swarm: what is said, and the way out. */
export const lostManager = (stage: SwarmStage) =>
  describe("A swarm whose only manager is lost", () => {
    const { stack } = stage;
    const nodes = [...managers("node1"), ...workers("node2")];
    let advice = "";

    // node2 was a manager until this moment. For some seconds its certificate still says so, and without node1 it gets no
    // other: it tries to be a manager for ever.
    beforeAll(() => stage.up(nodes));

    test("is not made anew without being told to: up says what is lost, and how to have a new one", async () => {
      const directory = join(stack.directory, "swarm", "hosts");
      await removeLocalHost({ name: "node1", directory }, () => undefined);

      const { code, output } = await stack.pulumi("up", "--yes", "--skip-preview", ...stack.configFlags);

      expect(code).not.toBe(0);
      expect(output).toMatch(
        /no manager of swarm .* answers: .*node1.*if all its managers are lost for good/,
      );
      advice = /--replace '([^']+)'/.exec(output)![1];
    });

    test("is replaced by a new one of the same machines, as that advice says", async () => {
      await stack.up("--replace", advice);

      expect(await stage.nodes("node1")).toEqual([
        ["node1", "Ready", "Active", "Leader"],
        ["node2", "Ready", "Active", ""],
      ]);
      await stack.up("--expect-no-changes");
    });
  });
