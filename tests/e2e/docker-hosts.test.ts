import { execFileSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { which } from "../../lib/which";
import { busyboxImage } from "./support/busybox";
import { DockerEngine } from "./support/docker-engine";
import { DockerUserStack } from "./support/docker-user";
import { eventually } from "./support/eventually";

// Somebody who is not root, and in the group docker: three nodes in containers of their own engine, with everything
// real. The tests are one story and run in order; the last takes everything down.

jest.setTimeout(300_000);

const problem = skipReason();
if (problem) console.log(`The tests of hosts in a Docker Engine are skipped: ${problem}`);
const scenario = problem ? describe.skip : describe;

const engine = new DockerEngine();
const stack = new DockerUserStack("docker-hosts", engine);
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
    stack.remove();
    await stack.init();
    // No driver: "auto" is docker for somebody who is not root, and has an engine and no hypervisor.
    stack.configure(exercise);
  });

  afterAll(async () => {
    if (existsSync(stack.directory)) await stack.pulumi("destroy", "--yes", "--skip-preview");
    await engine.remove();
    stack.remove();
  });

  test("up creates three nodes that are Ready, at addresses of their own network", async () => {
    const start = Date.now();
    const { output } = await stack.up();
    console.log(`three nodes up after ${((Date.now() - start) / 1000).toFixed(1)} s`);

    expect(output).toMatch(/driver auto: docker, since a Docker Engine answers/);
    expect(output).toMatch(/node1: up at 127\.0\.0\.1:\d+/);
    expect(table("node1")).toEqual(allReady);
    expect(await stack.output("nodes")).toEqual([
      expect.objectContaining({
        name: "node1",
        driver: "docker",
        status: "ready",
        address: address("node1"),
      }),
      expect.objectContaining({
        name: "node2",
        driver: "docker",
        status: "ready",
        address: address("node2"),
      }),
      expect.objectContaining({
        name: "node3",
        driver: "docker",
        status: "ready",
        address: address("node3"),
      }),
    ]);
    expect(await stack.output("managerEndpoint")).toMatch(
      /^tcp:\/\/127\.0\.0\.1:2\d{4}$|^tcp:\/\/127\.0\.0\.1:3[01]\d{3}$/,
    );
    await stack.up("--expect-no-changes");
  });

  test("A promotion and a demotion are real when up ends", async () => {
    stack.configure(promoted);
    await stack.up();
    expect(table("node1")).toContain("node2 Ready Reachable");

    stack.configure(exercise);
    await stack.up();
    expect(table("node1")).toContain("node2 Ready");
  });

  test("Tasks of a service find each other over an overlay network", async () => {
    const tar = execFileSync("tar", ["--create", "--directory=/", "bin/busybox"], { maxBuffer: 1 << 26 });
    for (const name of ["node1", "node2", "node3"])
      engine.docker(
        [
          "exec",
          "--interactive",
          container(name),
          "docker",
          "import",
          "--change",
          "ENV PATH=/bin",
          "-",
          busyboxImage,
        ],
        tar,
      );
    inNode("node1", "docker", "network", "create", "--driver", "overlay", "web");
    const fixed = ["--no-resolve-image", "--detach", "--mode", "global", "--endpoint-mode", "dnsrr"];
    const serve = ["busybox", "httpd", "-f", "-p", "8080"];
    inNode(
      "node1",
      ...["docker", "service", "create", "--name", "web", "--network", "web"],
      ...fixed,
      busyboxImage,
      ...serve,
    );

    await eventually(() => look(() => tasksSeenFrom("node2")), 3);
  });

  test("A killed container is drift that up repairs, in the same swarm", async () => {
    const swarm = await stack.output("swarmId");
    const id = nodeId("node3");
    engine.docker(["kill", container("node3")]);

    expect((await stack.refreshAndPreview()).steps.length).toBeGreaterThan(0);
    await stack.up("--refresh");
    expect(table("node1")).toEqual(allReady);
    expect([await stack.output("swarmId"), nodeId("node3")]).toEqual([swarm, id]);
  });

  test("A removed container is drift that up repairs, on the same disk", async () => {
    const id = nodeId("node2");
    engine.docker(["rm", "--force", container("node2")]);

    expect((await stack.refreshAndPreview()).steps.length).toBeGreaterThan(0);
    await stack.up("--refresh");
    expect(table("node1")).toEqual(allReady);
    expect(nodeId("node2")).toBe(id);
    expect(inNode("node2", "docker", "image", "ls", "--quiet", busyboxImage)).not.toBe("");
  });

  test("After a restart of the engine the nodes come back by themselves", async () => {
    await engine.stop();
    await engine.start();

    await eventually(() => look(() => table("node1")), allReady, 60);
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

/** How many tasks of the service a task on one node finds by the service's name. */
function tasksSeenFrom(name: string): number {
  const task = inNode(name, "docker", "ps", "--quiet", "--filter", "name=web");
  const found = inNode(name, "docker", "exec", task, "busybox", "nslookup", "tasks.web");
  return new Set(found.match(/\b10\.\d+\.\d+\.\d+\b/g)).size;
}

/** The swarm's nodes as one of them sees them. */
function table(from: string): string[] {
  const format = "{{.Hostname}} {{.Status}} {{.ManagerStatus}}";
  return inNode(from, "docker", "node", "ls", "--format", format)
    .split("\n")
    .map((line) => line.trim());
}

function nodeId(name: string): string {
  return inNode("node1", "docker", "node", "ls", "--quiet", "--filter", `name=${name}`);
}

function address(name: string): string {
  return engine.docker([
    "inspect",
    "--format",
    "{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}",
    container(name),
  ]);
}

function inNode(name: string, ...command: string[]): string {
  return engine.docker(["exec", container(name), ...command]);
}

/** The container of a node, running or not. */
function container(name: string): string {
  const filter = ["--filter", `label=pulumi-docker-machine-swarm.host=${name}`];
  return engine.docker(["ps", "--all", "--quiet", ...filter]);
}

function skipReason(): string | undefined {
  if (process.platform !== "linux" || process.getuid?.() !== 0)
    return "they need Linux, and root to start an engine";
  const missing = ["dockerd", "docker", "ip", "nsenter", "setpriv"].filter((program) => !which([program]));
  return missing.length > 0 ? `${missing.join(", ")} not found` : undefined;
}
