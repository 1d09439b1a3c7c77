import { join } from "node:path";
import { removeLocalHost } from "../../components/hosts/local/remove";
import { managers, story, SwarmStage, workers } from "./support/swarm-stage";

// The only manager's machine is gone, and so is its swarm: what is said, and the way out. One story, run in order.

jest.setTimeout(300_000);

story("A swarm whose only manager is lost", () => {
  const stage = new SwarmStage("e2e-lost-manager");
  const { stack } = stage;
  const nodes = [...managers("m1"), ...workers("w1")];
  let advice = "";

  beforeAll(() => stage.up(nodes));

  test("is not made anew without being told to: up says what is lost, and how to have a new one", async () => {
    const directory = join(stack.directory, "swarm", "hosts");
    await removeLocalHost({ name: "m1", directory }, () => undefined);

    const { code, output } = await stack.pulumi("up", "--yes", "--skip-preview", ...stack.configFlags);

    expect(code).not.toBe(0);
    expect(output).toMatch(/no manager of swarm .* answers: .*m1.*if all its managers are lost for good/);
    advice = /--replace '([^']+)'/.exec(output)![1];
  });

  test("is replaced by a new one of the same machines, as that advice says", async () => {
    await stack.up("--replace", advice);

    expect(await stage.nodes("m1")).toEqual([
      ["m1", "Ready", "Active", "Leader"],
      ["w1", "Ready", "Active", ""],
    ]);
    await stack.up("--expect-no-changes");
    await stack.destroy();
  });
});
