import { cpSync, existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { listLocalHosts } from "../../components/hosts/local/inventory";
import { removeAllLocalHosts } from "../../components/hosts/local/remove";
import { localHostProblem } from "../../components/hosts/local/requirements";
import type { NodeRow } from "../../components/swarm/status";
import { isRunning } from "../components/machine/support/processes";
import { Workshop } from "../components/machine/support/workshop";
import { tracesOf } from "./support/host-traces";
import { installPacked } from "./support/packed-program";
import { project, TestStack } from "./support/stack";

// Several stacks, and several clusters of one program, on one computer at the same time, with everything real.

jest.setTimeout(300_000);

const problem = localHostProblem();
if (problem) console.log(`Skipped: ${problem}`);
const scenario = problem ? describe.skip : describe;

const names = (nodes: NodeRow[]) => nodes.map(({ name }) => name);
const networkOf = (nodes: NodeRow[]) => nodes[0].address.replace(/\.\d+$/, "");

scenario("Two stacks of one program", () => {
  const stacks = [new TestStack("e2e-side-a"), new TestStack("e2e-side-b")];
  const hostsOf = (stack: TestStack) => join(stack.directory, "swarm", "hosts");
  const both = <T>(work: (stack: TestStack) => Promise<T>) => Promise.all(stacks.map(work));
  const clean = () =>
    both(async (stack) => {
      await removeAllLocalHosts(hostsOf(stack), () => undefined);
      stack.remove();
    });

  beforeAll(async () => {
    await clean();
    for (const stack of stacks) {
      await stack.init();
      const nodes = [{ name: "node1", role: "manager" }, { name: "node2" }];
      stack.configure({ driver: "local", localNetwork: "auto", nodes });
    }
  });

  test("are made at the same time, with machines of the same names, each in its own network", async () => {
    await both((stack) => stack.up());

    const [a, b] = await both((stack) => stack.output<NodeRow[]>("nodes"));
    expect([names(a), names(b)]).toEqual([
      ["node1", "node2"],
      ["node1", "node2"],
    ]);
    expect(networkOf(a)).not.toBe(networkOf(b));
    const [one, other] = await both((stack) => stack.output("swarmId"));
    expect(one).not.toBe(other);
    await both((stack) => stack.up("--expect-no-changes"));
  });

  test("go one by one: what the first takes down, the second keeps; then nothing is left", async () => {
    await stacks[0].destroy();
    expect(tracesOf(hostsOf(stacks[0]))).toEqual([]);
    await stacks[1].up("--expect-no-changes");

    await stacks[1].destroy();
    expect(tracesOf(hostsOf(stacks[1]))).toEqual([]);
  });

  afterAll(clean);
});

scenario("Two clusters of one program that installed the package", () => {
  const program = join(project, ".state", "e2e-packed", "program");
  const stack = new TestStack("e2e-packed", program, "two-clusters");
  const hostsOf = (cluster: string) => join(program, ".state", stack.name, cluster, "hosts");
  const clean = async () => {
    for (const cluster of ["blue", "green"]) await removeAllLocalHosts(hostsOf(cluster), () => undefined);
    stack.remove();
  };

  beforeAll(async () => {
    await clean();
    installPacked("examples/two-clusters", program);
    await stack.init();
    stack.configure({ driver: "local" });
  });

  test("are made side by side, each with a node1 of its own", async () => {
    await stack.up();

    const { blue, green } = await stack.output<Record<string, NodeRow[]>>("nodes");
    expect([names(blue), names(green)]).toEqual([["node1"], ["node1", "node2"]]);
    expect(networkOf(blue)).not.toBe(networkOf(green));
    expect((await listLocalHosts(hostsOf("green"))).map(({ name }) => name)).toEqual(["node1", "node2"]);
    await stack.up("--expect-no-changes");
  });

  test("destroy leaves nothing", async () => {
    await stack.destroy();

    expect([...tracesOf(hostsOf("blue")), ...tracesOf(hostsOf("green"))]).toEqual([]);
    for (const cluster of ["blue", "green"]) expect(existsSync(join(hostsOf(cluster), ".."))).toBe(false);
  });

  test("A create that hangs ends at its deadline with a message that says so, and nothing of it is left", async () => {
    const workshop = new Workshop();
    await workshop.open({ create: ["hang"] });
    cpSync(join(__dirname, "fixtures/hanging"), program, { recursive: true });
    stack.configure({ machineBinary: workshop.binary });

    const { code, output } = await stack.pulumi("up", "--yes", "--skip-preview", ...stack.configFlags);

    expect(code).not.toBe(0);
    expect(output).toMatch(/Cannot create machine node1: .* did not end within 10 s/);
    const pids = readFileSync(join(workshop.folder, "bin", "hanging"), "utf8")
      .split(" ")
      .map(Number);
    expect(pids.filter(isRunning)).toEqual([]);
    await stack.destroy();
    workshop.close();
    expect(existsSync(join(program, ".state", stack.name, "hanging"))).toBe(false);
  });

  afterAll(clean);
});
