import type { NodeRow } from "../../../components/swarm/status";
import { importBusybox, webService } from "../support/busybox";
import { eventually } from "../support/eventually";
import { tracesOf } from "../support/host-traces";
import { Poller } from "../support/poller";
import type { PreviewStep } from "../support/stack";
import { managers, workers, type SwarmStage } from "../support/swarm-stage";

const rack = (name: string) => ({ labels: { rack: name } });
const oneManager = (node1: object, node2: object) => [
  { ...managers("node1")[0], ...node1 },
  { ...workers("node2")[0], ...node2 },
  ...workers("node3"),
];
const threeManagers = (node2: object) => [
  ...managers("node1"),
  { ...managers("node2")[0], ...node2 },
  ...managers("node3"),
];

/** A change of what docker-machine cannot change in place. It leaves the label rack=d on all engines. */
export const replacement = (stage: SwarmStage) =>
  describe("Replacement of machines", () => {
    const { stack, machines } = stage;

    beforeAll(() => stage.up(oneManager({}, {})));

    test("A worker's machine is replaced with its node, which leaves first and joins again", async () => {
      const before = await nodesByName();
      stage.declare(oneManager({}, { engine: rack("b") }));

      const { steps } = await stack.preview();
      expect(replaced(steps)).toEqual([
        "Command::swarm-node2-machine",
        "MachineKeys::swarm-node2-keys",
        "SwarmNode::swarm-node2",
      ]);

      await stack.up();
      const after = await nodesByName();
      expect(after.node2.id).not.toBe(before.node2.id);
      expect(after.node1.id).toBe(before.node1.id);
      expect(await stage.nodes("node1")).toHaveLength(3);
      expect(await engineLabels("node2")).toEqual(["rack=b"]);
      await stack.up("--expect-no-changes");
    });

    test("The only manager is not taken out while workers stay, and nothing is touched", async () => {
      const before = await stage.nodes("node1");
      stage.declare(oneManager({ engine: rack("a") }, { engine: rack("b") }));

      const { code, output } = await stack.pulumi("up", "--yes", "--skip-preview", ...stack.configFlags);

      expect(code).not.toBe(0);
      expect(output).toMatch(/node1 is not taken out .* only manager.*Make another node a manager first/s);
      expect(await stage.nodes("node1")).toEqual(before);
      stage.declare(oneManager({}, { engine: rack("b") }));
      await stack.up("--expect-no-changes");
    });

    test("One of three managers is replaced while the others stay", async () => {
      await stage.up(threeManagers({ engine: rack("b") }));
      const before = await nodesByName();

      await stage.up(threeManagers({ engine: rack("c") }));

      const after = await nodesByName();
      expect(Object.keys(after).filter((name) => after[name].id !== before[name].id)).toEqual(["node2"]);
      expect(after.node2).toMatchObject({ role: "manager", reachability: "reachable" });
    });

    test("All managers are replaced one after the other in one up, and a service answers throughout", async () => {
      const before = await nodesByName();
      const swarmId = await stack.output("swarmId");
      await importBusybox(machines, "node1", "node2", "node3");
      await webService(machines, "node1", "--name", "web", "--replicas", "2");
      await eventually(() => running("node1"), 2);
      const poller = new Poller(Object.values(before).map(({ address }) => `http://${address}:8080/`));
      stack.configure({ engine: rack("d") });
      stage.declare(threeManagers({ engine: rack("d") }));

      expect(replaced((await stack.preview()).steps)).toHaveLength(9);
      await stack.up();
      poller.stop();

      console.log(`silent for ${poller.longestSilence} ms at most, with ${poller.answers} answers`);
      expect(poller.answers).toBeGreaterThan(10);
      expect(poller.longestSilence).toBeLessThan(5000);
      const after = await nodesByName();
      expect(Object.keys(after).filter((name) => after[name].id === before[name].id)).toEqual([]);
      expect(await stack.output("swarmId")).toBe(swarmId);
      expect(await stage.nodes("node1")).toHaveLength(3);
      for (const name of ["node1", "node2", "node3"]) expect(await engineLabels(name)).toEqual(["rack=d"]);
      await stack.up("--expect-no-changes");
    });

    test("Of one that is taken out nothing is left", async () => {
      await stage.docker("node1", "service", "rm", "web");
      await stage.up(managers("node1", "node2"));

      expect(tracesOf(stage.hosts, "node3")).toEqual([]);
    });

    async function nodesByName(): Promise<Record<string, NodeRow>> {
      return Object.fromEntries((await stack.output<NodeRow[]>("nodes")).map((row) => [row.name, row]));
    }

    async function engineLabels(name: string): Promise<string[]> {
      const labels = JSON.parse(await stage.docker(name, "info", "--format", "{{json .Labels}}")) as string[];
      return labels.filter((label) => label.startsWith("rack="));
    }

    async function running(manager: string): Promise<number> {
      const format = ["--filter", "desired-state=running", "--format", "{{.CurrentState}}"];
      const tasks = await stage.docker(manager, "service", "ps", "web", ...format);
      return tasks.split("\n").filter((state) => state.startsWith("Running")).length;
    }
  });

/** What a preview replaces, sorted, as "Type::name". */
function replaced(steps: PreviewStep[]): string[] {
  const names = steps
    .filter(({ op }) => op === "replace")
    .map(({ urn }) => urn.split(/[$:]/).slice(-3).join(":"));
  return names.sort();
}
