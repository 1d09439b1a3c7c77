import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { localHostProblem } from "../../components/hosts/local/requirements";
import { removeAllLocalHosts } from "../../components/hosts/local/remove";
import { busyboxImage, importBusybox } from "./support/busybox";
import { eventually } from "./support/eventually";
import { tracesOf } from "./support/host-traces";
import { TestMachines } from "./support/machines";
import { nodeTable } from "./support/node-table";
import { changedInputs, TestStack } from "./support/stack";

// The exercise and more, with everything real: pulumi, docker-machine, engines, a swarm. The tests are one story and
// run in order; when one fails the following fail as well, and the last still takes everything down.

jest.setTimeout(300_000);

const problem = localHostProblem();
if (problem) console.log(`Skipped: ${problem}`);
const scenario = problem ? describe.skip : describe;

const stack = new TestStack("e2e");
const machines = new TestMachines(stack.directory);

/** Settings of the stack: nodes by name, in order. */
function nodes(roles: Record<string, "manager" | "worker">) {
  return { nodes: Object.entries(roles).map(([name, role]) => ({ name, role })) };
}

const exercise = nodes({ node1: "manager", node2: "worker", node3: "worker" });
const promoted = nodes({ node1: "manager", node2: "manager", node3: "worker" });

scenario("The exercise as Pulumi state", () => {
  beforeAll(async () => {
    await removeAllLocalHosts(join(stack.directory, "swarm", "hosts"), console.log);
    stack.remove();
    await stack.init();
    stack.configure({ driver: "local", ...exercise });
  });

  test("up makes three machines and a swarm of one manager and two workers", async () => {
    await stack.up();

    expect(await nodeTable(machines, "node1")).toEqual([
      ["node1", "Ready", "Active", "Leader"],
      ["node2", "Ready", "Active", ""],
      ["node3", "Ready", "Active", ""],
    ]);
    expect(await stack.output("nodes")).toEqual([
      expect.objectContaining({ name: "node1", role: "manager", status: "ready", leader: true }),
      expect.objectContaining({ name: "node2", role: "worker", status: "ready", leader: false }),
      expect.objectContaining({ name: "node3", role: "worker", status: "ready", leader: false }),
    ]);
  });

  test("up again changes nothing", async () => {
    await stack.up("--expect-no-changes");
  });

  test("A preview of a promotion is one changed property of one resource", async () => {
    stack.configure(promoted);

    const { steps, text } = await stack.preview();

    expect(steps).toHaveLength(1);
    expect(steps[0]).toMatchObject({ op: "update", urn: expect.stringContaining("SwarmNode::swarm-node2") });
    expect(changedInputs(steps[0])).toEqual(["role"]);
    expect(text).toMatch(/role +: "worker" => "manager"/);
  });

  test("A promotion is real when up ends", async () => {
    await stack.up();

    expect(await nodeTable(machines, "node2")).toContainEqual(["node2", "Ready", "Active", "Reachable"]);
  });

  test("A demotion is real when up ends", async () => {
    stack.configure(exercise);
    await stack.up();

    expect(await nodeTable(machines, "node1")).toContainEqual(["node2", "Ready", "Active", ""]);
    await expect(machines.docker("node2", "node", "ls")).rejects.toThrow("not a swarm manager");
  });

  test("A global service runs on all nodes, and its tasks reach each other by name", async () => {
    await importBusybox(machines, "node1", "node2", "node3");
    await machines.docker("node1", "network", "create", "--driver", "overlay", "--attachable", "web");
    // The name lookup gives the tasks themselves (dnsrr): a virtual address would need IPVS in this kernel.
    await machines.docker(
      "node1",
      ...[
        "service",
        "create",
        "--name",
        "web",
        "--mode",
        "global",
        "--network",
        "web",
        "--endpoint-mode",
        "dnsrr",
      ],
      ...[
        "--no-resolve-image",
        "--detach=false",
        "--quiet",
        "--hostname",
        "{{.Node.Hostname}}",
        busyboxImage,
      ],
      ...["sh", "-c", "hostname > index.html; exec busybox httpd -f -p 8080"],
    );

    for (const node of ["node1", "node2", "node3"])
      expect(await answersFrom(node)).toEqual(["node1", "node2", "node3"]);
  });

  test("A fourth node joins and another leaves while the service runs", async () => {
    stack.configure(nodes({ node1: "manager", node2: "worker", node4: "worker" }));
    await stack.up();

    expect((await nodeTable(machines, "node1")).map(([name]) => name)).toEqual(["node1", "node2", "node4"]);
    await importBusybox(machines, "node4");
    await eventually(() => answersFrom("node4"), ["node1", "node2", "node4"]);
  });

  test("The founding manager is demoted once another is promoted, and then removed", async () => {
    stack.configure(nodes({ node1: "worker", node2: "manager", node4: "worker" }));
    await stack.up();
    // A worker is of unknown state until it has found the new leader.
    await eventually(
      () => nodeTable(machines, "node2"),
      [
        ["node1", "Ready", "Active", ""],
        ["node2", "Ready", "Active", "Leader"],
        ["node4", "Ready", "Active", ""],
      ],
    );

    stack.configure(nodes({ node2: "manager", node4: "worker" }));
    await stack.up();
    expect((await nodeTable(machines, "node2")).map(([name]) => name)).toEqual(["node2", "node4"]);
    await stack.up("--expect-no-changes");
  });

  test("A promotion by hand is drift that a preview shows and up repairs", async () => {
    await machines.docker("node2", "node", "promote", "node4");

    const { steps, text } = await stack.preview();
    expect(steps).toEqual([
      expect.objectContaining({ op: "update", urn: expect.stringContaining("swarm-node4") }),
    ]);
    expect(text).toMatch(/role +: "manager" => "worker"/);

    await stack.up();
    expect(await nodeTable(machines, "node2")).toContainEqual(["node4", "Ready", "Active", ""]);
  });

  test("State, history and logs hold no join token", async () => {
    const tokens = await Promise.all(
      ["worker", "manager"].map((role) => machines.docker("node2", "swarm", "join-token", "--quiet", role)),
    );
    expect(await stack.output("joinTokens", "--show-secrets")).toEqual({
      worker: tokens[0],
      manager: tokens[1],
    });

    for (const token of tokens) {
      expect(token).toMatch(/^SWMTKN-1-/);
      expect(filesUnder(stack.directory).filter((file) => readFileSync(file).includes(token))).toEqual([]);
    }
  });

  test("destroy leaves nothing", async () => {
    await stack.destroy();

    expect(existsSync(join(stack.directory, "swarm"))).toBe(false);
    expect(tracesOf(join(stack.directory, "swarm", "hosts"))).toEqual([]);
  });

  afterAll(async () => {
    await removeAllLocalHosts(join(stack.directory, "swarm", "hosts"), console.log);
    stack.remove();
  });
});

/** The nodes whose tasks answer to a task on one node: each by its address, found by the service's name. */
async function answersFrom(node: string): Promise<string[]> {
  const id = await machines.docker(
    node,
    "ps",
    "--quiet",
    "--filter",
    "label=com.docker.swarm.service.name=web",
  );
  const exec = (...args: string[]) => machines.docker(node, "exec", id, "/bin/busybox", ...args);
  const found = await exec("nslookup", "-type=a", "tasks.web");
  const addresses = [...found.matchAll(/^Address(?: \d+)?: (10\.[\d.]+)\s*$/gm)].map((match) => match[1]);
  const answers = addresses.map((address) => exec("wget", "-q", "-O", "-", `http://${address}:8080/`));
  return (await Promise.all(answers)).sort();
}

function filesUnder(folder: string): string[] {
  const files = readdirSync(folder, { recursive: true }).map((name) => join(folder, String(name)));
  return files.filter((file) => !file.includes("/hosts/") && statSync(file).isFile());
}
