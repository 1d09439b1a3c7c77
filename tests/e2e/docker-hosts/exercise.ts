import { busyboxImage } from "../support/busybox";
import { eventually } from "../support/eventually";
import { allReady, exercise as declared, look, nodes, type DockerStage } from "./stage";

const promoted = nodes({ node1: "manager", node2: "manager", node3: "worker" });

/** From nothing to a service on an overlay network. */
export const exercise = ({ stack, cluster }: DockerStage) =>
  describe("The exercise", () => {
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
      expect(stack.machine("ssh", "node2", "hostname; exit 7")).toMatchObject({
        status: 7,
        stdout: "node2\n",
      });
      const text = 'eval "$(node toolchain/machine.js env node1)" && docker node ls --format "{{.Hostname}}"';
      expect(stack.run("sh", "-c", text)).toMatchObject({ status: 0, stdout: "node1\nnode2\nnode3\n" });
    });

    test("Other limits of memory and processors are given to the container that runs", async () => {
      const before = [cluster.container("node3"), cluster.id("node3")];
      const limits = "{{.HostConfig.Memory}} {{.HostConfig.NanoCpus}}";
      const [node1, node2, node3] = declared.nodes;
      stack.configure({ nodes: [node1, node2, { ...node3, driverOptions: { memory: 700, cpus: 1.5 } }] });

      const { steps } = await stack.preview();
      expect([...new Set(steps.map(({ op }) => op))]).toEqual(["update"]);
      await stack.up();
      expect(cluster.look("node3", limits)).toBe(`${700 * 2 ** 20} 1500000000`);

      stack.configure(declared);
      await stack.up();
      expect(cluster.look("node3", limits)).not.toMatch(/^734003200 | 1500000000$/);
      expect([cluster.container("node3"), cluster.id("node3")]).toEqual(before);
      expect(cluster.table("node1")).toEqual(allReady);
      await stack.up("--expect-no-changes");
    });

    test("A promotion and a demotion are real when up ends", async () => {
      stack.configure(promoted);
      await stack.up();
      expect(cluster.table("node1")).toContain("node2 Ready Reachable");

      stack.configure(declared);
      await stack.up();
      expect(cluster.table("node1")).toContain("node2 Ready");
    });

    test("Tasks of a service find each other over an overlay network", async () => {
      for (const name of ["node1", "node2", "node3"]) cluster.importBusybox(name);
      cluster.inside("node1", "docker", "network", "create", "--driver", "overlay", "web");
      const fixed = ["--no-resolve-image", "--detach", "--mode", "global", "--endpoint-mode", "dnsrr"];
      // It does not heed SIGTERM, and each later drain would wait for it.
      const brief = ["--stop-grace-period", "1s"];
      const serve = ["busybox", "httpd", "-f", "-p", "8080"];
      cluster.inside(
        "node1",
        ...["docker", "service", "create", "--name", "web", "--network", "web"],
        ...fixed,
        ...brief,
        busyboxImage,
        ...serve,
      );

      await eventually(() => look(() => cluster.tasksSeenFrom("node2")), 3);
    });
  });
