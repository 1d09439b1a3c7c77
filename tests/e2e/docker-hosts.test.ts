import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { which } from "../../lib/which";
import { busyboxImage } from "./support/busybox";
import { DockerEngine } from "./support/docker-engine";
import { DockerUserStack } from "./support/docker-user";
import { DockerNodes } from "./support/docker-nodes";
import { eventually } from "./support/eventually";
import { killUp } from "./support/killed-up";

// Somebody who is not root, and in the group docker: three nodes in containers of their own engine, with everything
// real. The tests are one story and run in order; the last takes everything down.

jest.setTimeout(300_000);

const problem = skipReason();
if (problem) console.log(`The tests of hosts in a Docker Engine are skipped: ${problem}`);
const scenario = problem ? describe.skip : describe;

const engine = new DockerEngine();
const stack = new DockerUserStack("docker-hosts", engine);
const cluster = new DockerNodes(engine, stack);
const neighbour = new DockerUserStack("docker-hosts-neighbour", engine, true);
const ours = "label=pulumi-docker-machine-swarm.cluster";

/** Settings of the stack: nodes by name, in order. */
function nodes(roles: Record<string, "manager" | "worker">) {
  return { nodes: Object.entries(roles).map(([name, role]) => ({ name, role })) };
}

const exercise = nodes({ node1: "manager", node2: "worker", node3: "worker" });
const allReady = ["node1 Ready Leader", "node2 Ready", "node3 Ready"];
const promoted = nodes({ node1: "manager", node2: "manager", node3: "worker" });

scenario("The exercise in containers of the person's own Docker Engine", () => {
  beforeAll(async () => {
    await engine.start();
    // On a computer with a registry the person's first run builds it. Only root can read all of the base.
    const build =
      'require("./load.js")("hosts/docker/image").ensureImage({ host: process.env.DOCKER_HOST }, undefined, console.log)';
    expect(await engine.run(process.execPath, ["-e", build])).toMatchObject({ code: 0 });
    neighbour.remove();
    stack.remove();
    await stack.init();
    // No driver: "auto" is docker for somebody who is not root, and has an engine and no hypervisor.
    stack.configure(exercise);
  });

  afterAll(async () => {
    for (const each of [neighbour, stack])
      if (existsSync(each.directory)) await each.pulumi("destroy", "--yes", "--skip-preview");
    await engine.remove();
    neighbour.remove();
    stack.remove();
  });

  test("up creates three nodes that are Ready, at addresses of their own network", async () => {
    const start = Date.now();
    const { output } = await stack.up();
    console.log(`three nodes up after ${((Date.now() - start) / 1000).toFixed(1)} s`);

    expect(output).toMatch(/driver auto: docker, since a Docker Engine answers/);
    expect(output).toMatch(/node1: up at 127\.0\.0\.1:\d+/);
    expect(cluster.table("node1")).toEqual(allReady);
    const row = (name: string) => ({
      name,
      driver: "docker",
      status: "ready",
      address: cluster.address(name),
    });
    const rows = ["node1", "node2", "node3"].map((name) => expect.objectContaining(row(name)) as unknown);
    expect(await stack.output("nodes")).toEqual(rows);
    expect(await stack.output("managerEndpoint")).toMatch(
      /^tcp:\/\/127\.0\.0\.1:2\d{4}$|^tcp:\/\/127\.0\.0\.1:3[01]\d{3}$/,
    );
    await stack.up("--expect-no-changes");
  });

  test("docker-machine's commands reach the machines through their ports", () => {
    const ports = ["node1", "node2", "node3"].map((name) => stack.machine("url", name).stdout.trim());
    const rows = stack.machine("ls").stdout.split("\n");
    const version = cluster.inside("node1", "docker", "version", "--format", "{{.Server.Version}}");
    expect(rows.slice(1, -1).map((line) => line.trim().split(/ {3,}/))).toEqual(
      ports.map((url, index) => [`node${index + 1}`, "-", "docker", "Running", url, `v${version}`]),
    );
    expect(stack.machine("ip", "node2")).toEqual({ status: 0, stdout: "127.0.0.1\n", stderr: "" });
    expect(stack.machine("ssh", "node2", "hostname; exit 7")).toMatchObject({ status: 7, stdout: "node2\n" });
    const text = 'eval "$(node toolchain/machine.js env node1)" && docker node ls --format "{{.Hostname}}"';
    expect(stack.run("sh", "-c", text)).toMatchObject({ status: 0, stdout: "node1\nnode2\nnode3\n" });
  });

  test("Other limits of memory and processors are given to the container that runs", async () => {
    const before = [cluster.container("node3"), cluster.id("node3")];
    const limits = "{{.HostConfig.Memory}} {{.HostConfig.NanoCpus}}";
    const [node1, node2, node3] = exercise.nodes;
    stack.configure({ nodes: [node1, node2, { ...node3, driverOptions: { memory: 700, cpus: 1.5 } }] });

    const { steps } = await stack.preview();
    expect([...new Set(steps.map(({ op }) => op))]).toEqual(["update"]);
    await stack.up();
    expect(cluster.look("node3", limits)).toBe(`${700 * 2 ** 20} 1500000000`);

    stack.configure(exercise);
    await stack.up();
    expect(cluster.look("node3", limits)).not.toMatch(/^734003200 | 1500000000$/);
    expect([cluster.container("node3"), cluster.id("node3")]).toEqual(before);
    expect(cluster.table("node1")).toEqual(allReady);
    await stack.up("--expect-no-changes");
  });

  test("A stack beside it has machines of the same names, also after its up was killed while hosts start", async () => {
    await neighbour.init();
    neighbour.configure(nodes({ node1: "manager" }));
    const note = join(neighbour.directory, "swarm", "docker-hosts", "node1.json");
    await killUp(neighbour, () => existsSync(note));

    await neighbour.up();
    await neighbour.up("--expect-no-changes");
    const others = new DockerNodes(engine, neighbour);
    expect(others.table("node1")).toEqual(["node1 Ready Leader"]);
    expect(others.address("node1").replace(/\.\d+$/, "")).not.toBe(
      cluster.address("node1").replace(/\.\d+$/, ""),
    );
    expect(await neighbour.output("swarmId")).not.toBe(await stack.output("swarmId"));

    await neighbour.destroy();
    expect(others.container("node1")).toBe("");
    expect(existsSync(note)).toBe(false);
    expect(engine.docker(["network", "ls", "--quiet", "--filter", ours]).split("\n")).toHaveLength(1);
    expect(engine.docker(["volume", "ls", "--quiet"]).split("\n")).toHaveLength(9);
    await stack.up("--expect-no-changes");
    expect(cluster.table("node1")).toEqual(allReady);
  });

  test("A promotion and a demotion are real when up ends", async () => {
    stack.configure(promoted);
    await stack.up();
    expect(cluster.table("node1")).toContain("node2 Ready Reachable");

    stack.configure(exercise);
    await stack.up();
    expect(cluster.table("node1")).toContain("node2 Ready");
  });

  test("Tasks of a service find each other over an overlay network", async () => {
    for (const name of ["node1", "node2", "node3"]) cluster.importBusybox(name);
    cluster.inside("node1", "docker", "network", "create", "--driver", "overlay", "web");
    const fixed = ["--no-resolve-image", "--detach", "--mode", "global", "--endpoint-mode", "dnsrr"];
    const serve = ["busybox", "httpd", "-f", "-p", "8080"];
    cluster.inside(
      "node1",
      ...["docker", "service", "create", "--name", "web", "--network", "web"],
      ...fixed,
      busyboxImage,
      ...serve,
    );

    await eventually(() => look(() => cluster.tasksSeenFrom("node2")), 3);
  });

  test("A killed container is drift that up repairs, in the same swarm", async () => {
    const swarm = await stack.output("swarmId");
    const id = cluster.id("node3");
    engine.docker(["kill", cluster.container("node3")]);

    expect((await stack.refreshAndPreview()).steps.length).toBeGreaterThan(0);
    await stack.up("--refresh");
    expect(cluster.table("node1")).toEqual(allReady);
    expect([await stack.output("swarmId"), cluster.id("node3")]).toEqual([swarm, id]);
  });

  test("A removed container is drift that up repairs, on the same disk", async () => {
    const id = cluster.id("node2");
    engine.docker(["rm", "--force", cluster.container("node2")]);

    expect((await stack.refreshAndPreview()).steps.length).toBeGreaterThan(0);
    await stack.up("--refresh");
    expect(cluster.table("node1")).toEqual(allReady);
    expect(cluster.id("node2")).toBe(id);
    expect(cluster.inside("node2", "docker", "image", "ls", "--quiet", busyboxImage)).not.toBe("");
  });

  test("After a restart of the engine the nodes come back by themselves", async () => {
    await engine.stop();
    await engine.start();

    await eventually(() => look(() => cluster.table("node1")), allReady, 60);
    await stack.up("--refresh", "--expect-no-changes");
  });

  test("destroy leaves no container, volume, network or folder", async () => {
    await stack.destroy();

    expect(engine.docker(["ps", "--all", "--quiet"])).toBe("");
    expect(engine.docker(["volume", "ls", "--quiet"])).toBe("");
    expect(engine.docker(["network", "ls", "--quiet", "--filter", ours])).toBe("");
    const folder = join(stack.directory, "swarm");
    expect(existsSync(folder) ? readdirSync(folder, { recursive: true }) : "gone").toBe("gone");
  });
});

/** A look that throws is a promise that fails. */
function look<T>(at: () => T): Promise<T> {
  return Promise.resolve().then(at);
}

function skipReason(): string | undefined {
  if (process.platform !== "linux" || process.getuid?.() !== 0)
    return "they need Linux, and root to start an engine";
  const missing = ["dockerd", "docker", "ip", "nsenter", "setpriv"].filter((program) => !which([program]));
  return missing.length > 0 ? `${missing.join(", ")} not found` : undefined;
}
