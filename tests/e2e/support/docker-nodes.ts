import { execFileSync } from "node:child_process";
import { X509Certificate } from "node:crypto";
import { join } from "node:path";
import { placeOf } from "../../../components/hosts/docker/place";
import { busyboxImage } from "./busybox";
import type { DockerEngine } from "./docker-engine";
import type { TestStack } from "./stack";

/** The nodes of a stack as containers of an engine. */
export class DockerNodes {
  private readonly cluster: string;

  constructor(
    private readonly engine: DockerEngine,
    stack: TestStack,
  ) {
    this.cluster = placeOf(join(stack.directory, "swarm", "docker-hosts")).id;
  }

  /** The swarm's nodes as one of them sees them: "node1 Ready Leader". */
  table(from: string): string[] {
    const format = "{{.Hostname}} {{.Status}} {{.ManagerStatus}}";
    const lines = this.inside(from, "docker", "node", "ls", "--format", format).split("\n");
    return lines.map((line) => line.trim());
  }

  /** A node's id in the swarm. */
  id(name: string): string {
    return this.inside("node1", "docker", "node", "ls", "--quiet", "--filter", `name=${name}`);
  }

  /** A node's address in its network of the engine. */
  address(name: string): string {
    return this.look(name, "{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}");
  }

  /** What a node's own certificate says that it is: "swarm-manager" or "swarm-worker". */
  certificateRole(name: string): string | undefined {
    const pem = this.inside(name, "cat", "/var/lib/docker/swarm/certificates/swarm-node.crt");
    return /^OU=(.*)$/m.exec(new X509Certificate(pem).subject)?.[1];
  }

  /** How many tasks of the service "web" one of them finds, on one node, by the service's name. */
  tasksSeenFrom(name: string): number {
    const task = this.inside(name, "docker", "ps", "--quiet", "--filter", "name=web");
    const found = this.inside(name, "docker", "exec", task, "busybox", "nslookup", "tasks.web");
    return new Set(found.match(/\b10\.\d+\.\d+\.\d+\b/g)).size;
  }

  /** Gives a node's engine an image made of one file. */
  importBusybox(name: string): void {
    const tar = execFileSync("tar", ["--create", "--directory=/", "bin/busybox"], { maxBuffer: 1 << 26 });
    const command = ["docker", "import", "--change", "ENV PATH=/bin", "-", busyboxImage];
    this.engine.docker(["exec", "--interactive", this.container(name), ...command], tar);
  }

  /** What the engine says of a node's container, by a template. */
  look(name: string, template: string): string {
    return this.engine.docker(["inspect", "--format", template, this.container(name)]);
  }

  /** Runs a command on a node; its output. */
  inside(name: string, ...command: string[]): string {
    return this.engine.docker(["exec", this.container(name), ...command]);
  }

  /** The container of a node, running or not. */
  container(name: string): string {
    const labels = { cluster: this.cluster, host: name };
    const filters = Object.entries(labels).flatMap(([label, value]) => [
      "--filter",
      `label=pulumi-docker-machine-swarm.${label}=${value}`,
    ]);
    return this.engine.docker(["ps", "--all", "--quiet", ...filters]);
  }
}
