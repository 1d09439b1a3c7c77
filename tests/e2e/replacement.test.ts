import { join } from "node:path";
import { removeAllLocalHosts } from "../../components/hosts/local/remove";
import { localHostProblem } from "../../components/hosts/local/requirements";
import type { NodeRow } from "../../components/swarm/status";
import { importBusybox, webService } from "./support/busybox";
import { eventually } from "./support/eventually";
import { tracesOf } from "./support/host-traces";
import { TestMachines } from "./support/machines";
import { nodeTable } from "./support/node-table";
import { Poller } from "./support/poller";
import { TestStack, type PreviewStep } from "./support/stack";

// A change of what docker-machine cannot change in place, with everything real. The tests are one story, in order.

jest.setTimeout(300_000);

const problem = localHostProblem();
if (problem) console.log(`Skipped: ${problem}`);
const scenario = problem ? describe.skip : describe;

const stack = new TestStack("e2e-replacement");
const machines = new TestMachines(stack.directory);
const hosts = join(stack.directory, "swarm", "hosts");

const rack = (name: string) => ({ labels: { rack: name } });
const twoNodes = (first: object, second: object) => ({
  nodes: [
    { name: "node1", role: "manager", ...first },
    { name: "node2", role: "worker", ...second },
  ],
});
const threeManagers = (engine: object, node2: object = {}) => ({
  engine,
  nodes: [
    { name: "node1", role: "manager" },
    { name: "node2", role: "manager", ...node2 },
    { name: "node3", role: "manager" },
  ],
});

scenario("Replacement of machines", () => {
  beforeAll(async () => {
    await removeAllLocalHosts(hosts, console.log);
    stack.remove();
    await stack.init();
    stack.configure({ driver: "local", localNetwork: "auto", ...twoNodes({}, {}) });
    await stack.up();
  });

  test("A worker's machine is replaced with its node, which leaves first and joins again", async () => {
    const before = await nodesByName();
    stack.configure(twoNodes({}, { engine: rack("b") }));

    const { steps } = await stack.preview();
    expect(replaced(steps)).toEqual(["Command::swarm-node2-machine", "SwarmNode::swarm-node2"]);

    await stack.up();
    const after = await nodesByName();
    expect(after.node2.id).not.toBe(before.node2.id);
    expect(after.node1.id).toBe(before.node1.id);
    expect(await nodeTable(machines, "node1")).toHaveLength(2);
    expect(await engineLabels("node2")).toEqual(["rack=b"]);
    await stack.up("--expect-no-changes");
  });

  test("The only manager is not taken out while workers stay, and nothing is touched", async () => {
    const before = await nodeTable(machines, "node1");
    stack.configure(twoNodes({ engine: rack("a") }, { engine: rack("b") }));

    const { code, output } = await stack.pulumi("up", "--yes", "--skip-preview", ...stack.configFlags);

    expect(code).not.toBe(0);
    expect(output).toMatch(/node1 is not taken out .* only manager.*Make another node a manager first/s);
    expect(await nodeTable(machines, "node1")).toEqual(before);
    stack.configure(twoNodes({}, { engine: rack("b") }));
    await stack.up("--expect-no-changes");
  });

  test("One of three managers is replaced while the others stay", async () => {
    stack.configure(threeManagers({}, { engine: rack("b") }));
    await stack.up();
    const before = await nodesByName();

    stack.configure(threeManagers({}, { engine: rack("c") }));
    await stack.up();

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
    stack.configure(threeManagers(rack("d"), { engine: rack("d") }));

    expect(replaced((await stack.preview()).steps)).toHaveLength(6);
    await stack.up();
    poller.stop();

    console.log(`silent for ${poller.longestSilence} ms at most, with ${poller.answers} answers`);
    expect(poller.answers).toBeGreaterThan(10);
    expect(poller.longestSilence).toBeLessThan(5000);
    const after = await nodesByName();
    expect(Object.keys(after).filter((name) => after[name].id === before[name].id)).toEqual([]);
    expect(await stack.output("swarmId")).toBe(swarmId);
    expect(await nodeTable(machines, "node1")).toHaveLength(3);
    for (const name of ["node1", "node2", "node3"]) expect(await engineLabels(name)).toEqual(["rack=d"]);
    await stack.up("--expect-no-changes");
  });

  test("destroy leaves nothing", async () => {
    await stack.destroy();

    expect(tracesOf(hosts)).toEqual([]);
  });

  afterAll(async () => {
    await removeAllLocalHosts(hosts, console.log);
    stack.remove();
  });
});

/** What a preview replaces, sorted, as "Type::name". */
function replaced(steps: PreviewStep[]): string[] {
  const names = steps
    .filter(({ op }) => op === "replace")
    .map(({ urn }) => urn.split(/[$:]/).slice(-3).join(":"));
  return names.sort();
}

async function nodesByName(): Promise<Record<string, NodeRow>> {
  return Object.fromEntries((await stack.output<NodeRow[]>("nodes")).map((row) => [row.name, row]));
}

async function engineLabels(name: string): Promise<string[]> {
  const labels = JSON.parse(await machines.docker(name, "info", "--format", "{{json .Labels}}")) as string[];
  return labels.filter((label) => label.startsWith("rack="));
}

async function running(manager: string): Promise<number> {
  const format = ["--filter", "desired-state=running", "--format", "{{.CurrentState}}"];
  const tasks = await machines.docker(manager, "service", "ps", "web", ...format);
  return tasks.split("\n").filter((state) => state.startsWith("Running")).length;
}
