import { spawnSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { listFolders } from "../../components/hosts/local/computer";
import { listLocalHosts } from "../../components/hosts/local/inventory";
import { cutLocalHost, removeAllLocalHosts } from "../../components/hosts/local/remove";
import { localHostProblem } from "../../components/hosts/local/requirements";
import type { NodeRow } from "../../components/swarm/status";
import { installPacked } from "../../toolchain/packages/packed-program";
import { tryRun } from "../../lib/run";
import { isRunning } from "../components/machine/support/processes";
import { Workshop } from "../components/machine/support/workshop";
import { blocksOf } from "../support/documented";
import { tracesOf } from "./support/host-traces";
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

  test("[stack-rename] keep all they have when one is renamed, and back: nothing is planned, nothing happens", async () => {
    const [stack] = stacks;
    const alive = () => listLocalHosts(hostsOf(stack));
    const before = await alive();
    await stack.rename("e2e-side-renamed");

    expect((await stack.preview()).steps).toEqual([]);
    await stack.up("--expect-no-changes");
    await stack.refresh("--expect-no-changes");
    const env = { ...stack.environment(), PULUMI_STACK: "e2e-side-renamed" };
    const { stdout } = spawnSync(process.execPath, ["toolchain/machine.js", "ls", "-q"], {
      env,
      cwd: project,
      encoding: "utf8",
    });
    expect(stdout.trim().split("\n")).toEqual(["node1", "node2"]);
    stack.configure({ directory: ".state/e2e-side-elsewhere" });
    await expect(stack.preview()).rejects.toThrow(
      'directory ".state/e2e-side-elsewhere" is not where its machines are',
    );
    stack.configure({ directory: undefined });

    await stack.rename("e2e-side-a");
    await stack.up("--expect-no-changes");
    expect(await alive()).toEqual(before);
  });

  test("[stack-rename] [sweep] keep them also when an earlier version left the live folder to be deleted", async () => {
    const [stack] = stacks;
    const before = await listLocalHosts(hostsOf(stack));
    const text = (directory: string) => JSON.stringify({ directory, storePath: `${directory}/machines` });
    await stack.edit(({ deployment: { resources } }) => {
      const index = resources.findIndex(({ urn }) => urn.endsWith("::swarm-workspace"));
      const live = resources[index]!;
      const old = Object.assign(structuredClone(live), { delete: true, id: "swarm-workspace00000000" });
      resources.splice(index + 1, 0, old);
      for (const values of [live.inputs!, live.outputs!]) {
        values.environment = { WORKSPACE_SPEC: text(".state/e2e-side-renamed/swarm") };
        values.triggers = [".state/e2e-side-renamed/swarm", ".state/e2e-side-renamed/swarm/machines"];
      }
    });

    const { output } = await stack.up();

    expect(output).toContain("Kept ");
    expect(await listLocalHosts(hostsOf(stack))).toEqual(before);
    await stack.up("--expect-no-changes");
  });

  test("go one by one: what the first takes down, the second keeps; then nothing is left", async () => {
    await stacks[0].destroy();
    expect(tracesOf(hostsOf(stacks[0]))).toEqual([]);
    await stacks[1].up("--expect-no-changes");

    await stacks[1].destroy();
    expect(tracesOf(hostsOf(stacks[1]))).toEqual([]);
  });

  test("[bench-leaves] leave nothing in the project, as npm run bench leaves nothing", () => {
    for (const stack of stacks) {
      stack.remove();
      expect([stack.directory, join(project, `Pulumi.${stack.name}.yaml`)].filter(existsSync)).toEqual([]);
    }
  });

  afterAll(clean);
});

scenario("Two clusters of one program that installed the package", () => {
  const [first, moved, copy] = ["program", "moved", "copy"].map((name) =>
    join(project, ".state", "e2e-packed", name),
  );
  let program = first!;
  const stack = new TestStack("e2e-packed", program, "two-clusters");
  const hostsOf = (cluster: string) => join(program, ".state", stack.name, cluster, "hosts");
  const clean = async () => {
    for (program of [first!, moved!])
      for (const cluster of ["blue", "green"]) await removeAllLocalHosts(hostsOf(cluster), () => undefined);
    program = first!;
    stack.remove();
  };

  /** A new folder beside the program's, which a killed run may have left behind. */
  const freshFolder = (name: string) => {
    const folder = join(project, ".state", "e2e-packed", name);
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    return folder;
  };

  beforeAll(async () => {
    await clean();
    rmSync(program, { recursive: true, force: true });
    await installPacked("examples/two-clusters", program);
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

  test("describe prints each as the configuration that adopts it, from its store and from one engine", async () => {
    const state = join(program, ".state", stack.name);
    const describeSwarm = (args: string[], env: NodeJS.ProcessEnv = {}) => {
      const command = ["toolchain/swarm.js", "describe", ...args];
      const options = { env: { ...stack.environment(), ...env }, cwd: project, encoding: "utf8" } as const;
      const { stdout, stderr } = spawnSync(process.execPath, command, options);
      expect(stderr).toBe("");
      return parse(stdout) as unknown;
    };
    const nodes = [
      { name: "node1", role: "manager" },
      { name: "node2", role: "worker", labels: { zone: "b" } },
    ];
    const swarm = { adopt: true };

    const store = join(state, "green", "machines");
    const withDriver = nodes.map((node) => ({ ...node, driver: "local" }));
    expect(describeSwarm([], { MACHINE_STORAGE_PATH: store })).toEqual({
      config: { "swarm:storePath": store, "swarm:nodes": withDriver, "swarm:swarm": swarm },
    });
    const { green } = await stack.output<Record<string, NodeRow[]>>("nodes");
    const certificates = join(store, "machines", "node1");
    const host = `tcp://${green![0]!.address}:2376`;
    expect(describeSwarm(["--host", host, "--tls-path", certificates])).toEqual({
      config: { "swarm:nodes": nodes, "swarm:swarm": swarm },
    });
  });

  test("pulumi new gives a program that checks against the package, and does what its page says", async () => {
    const fresh = freshFolder("fresh");
    const template = join(project, "template");
    const names = ["--name", "fresh", "--description", "A try", "--dir", fresh];
    const command = ["new", template, "--yes", "--force", "--generate-only", ...names];
    const options = { env: stack.environment(), cwd: fresh, encoding: "utf8" } as const;
    const generated = spawnSync("pulumi", command, options);
    expect([generated.status, generated.stderr]).toEqual([0, expect.anything()]);
    expect(readdirSync(fresh).sort()).toEqual(readdirSync(template).sort());
    expect(readFileSync(join(fresh, "README.md"), "utf8")).toMatch(/^# fresh\n\nA try\. /);

    symlinkSync(join(program, "node_modules"), join(fresh, "node_modules"));
    const tsc = spawnSync(process.execPath, ["node_modules/typescript/bin/tsc", "--project", fresh], options);
    expect([tsc.status, tsc.stdout]).toEqual([0, ""]);
    // Its page, as one person types it in one shell.
    const planned = new TestStack("e2e-packed-fresh", fresh, "fresh");
    planned.remove();
    await planned.init();
    const [page] = blocksOf("template/README.md").filter(
      ({ place }) => place === "template/README.md#project",
    );
    const typed = page!.steps.map(({ command }) => command).join("\n");
    const answers = { PULUMI_STACK: planned.name, PULUMI_SKIP_CONFIRMATIONS: "true" };
    const shell = await tryRun("bash", ["-ec", typed], {
      cwd: fresh,
      env: { ...planned.environment(), ...answers },
    });
    expect(shell).toMatchObject({ code: 0 });
    expect(shell.output.match(/^\S+ .*node[123] +Ready +Active/gm)).toHaveLength(3);
    expect(tracesOf(join(fresh, ".state", planned.name, "swarm", "hosts"))).toEqual([]);
    planned.remove();
  });

  test("a program in plain JavaScript makes a swarm, with handlers from node_modules, and destroys it", async () => {
    const plain = freshFolder("javascript");
    cpSync(join(__dirname, "fixtures/javascript"), plain, { recursive: true });
    symlinkSync(join(program, "node_modules"), join(plain, "node_modules"));
    const javascript = new TestStack("e2e-packed-js", plain, "plain-javascript");
    const hosts = join(plain, ".state", javascript.name, "swarm", "hosts");
    await removeAllLocalHosts(hosts, () => undefined);
    javascript.remove();
    await javascript.init();

    await javascript.up();
    expect(names(await javascript.output<NodeRow[]>("nodes"))).toEqual(["node1"]);
    await javascript.up("--expect-no-changes");
    await javascript.destroy();

    expect(tracesOf(hosts)).toEqual([]);
    javascript.remove();
  });

  test("[moved-clone] a copy of the program's folder is refused, before it touches the hosts of the original", async () => {
    const state = join(".state", stack.name);
    for (const file of ["index.ts", "package.json", "Pulumi.yaml", "tsconfig.json"])
      if (existsSync(join(program, file))) cpSync(join(program, file), join(copy!, file));
    symlinkSync(join(program, "node_modules"), join(copy!, "node_modules"));
    for (const cluster of ["blue", "green"])
      for (const part of ["machines", "hosts/id"])
        cpSync(join(program, state, cluster, part), join(copy!, state, cluster, part), { recursive: true });
    const before = await listLocalHosts(hostsOf("green"));
    stack.runIn(copy!);

    const refusal = /is a copy of .*program.*and the hosts of both would be the same/;
    await expect(stack.preview()).rejects.toThrow(refusal);
    await expect(stack.destroy()).rejects.toThrow(refusal);

    stack.runIn(program);
    expect(await listLocalHosts(hostsOf("green"))).toEqual(before);
    await stack.up("--expect-no-changes");
  });

  test("[moved-clone] the program's folder may be moved: its hosts run on, are repaired, and are found", async () => {
    const before = await listLocalHosts(hostsOf("green"));
    renameSync(program, moved!);
    program = moved!;
    stack.runIn(program);

    expect(await listLocalHosts(hostsOf("green"))).toEqual(before);
    const folders = await listFolders();
    expect(folders).toContainEqual(expect.objectContaining({ directory: hostsOf("green"), isGone: false }));
    await stack.up();
    await cutLocalHost({ name: "node2", directory: hostsOf("green") });
    await stack.refresh();
    const { output } = await stack.up();
    expect(output).toContain("up at");
    await stack.up("--expect-no-changes");
    expect(await listLocalHosts(hostsOf("green"))).toEqual(before);
  });

  test("[moved-clone] destroy leaves nothing", async () => {
    const former = first!;
    await stack.destroy();
    expect(tracesOf(join(former, ".state", stack.name, "green", "hosts"))).toEqual([]);

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
