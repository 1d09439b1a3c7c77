import { DockerEngine } from "../support/docker-engine";
import { DockerNodes } from "../support/docker-nodes";
import { DockerUserStack } from "../support/docker-user";

/** The stack of somebody in the group docker, its engine and its nodes; the chapters share them. */
export class DockerStage {
  readonly engine = new DockerEngine();
  readonly stack = new DockerUserStack("docker-hosts", this.engine);
  readonly cluster = new DockerNodes(this.engine, this.stack);
}

/** Settings of a stack: nodes by name, in order. */
export function nodes(roles: Record<string, "manager" | "worker">) {
  return { nodes: Object.entries(roles).map(([name, role]) => ({ name, role })) };
}

export const exercise = nodes({ node1: "manager", node2: "worker", node3: "worker" });
/** The lines of the exercise's nodes. */
export const allReady = ["node1 Ready Leader", "node2 Ready", "node3 Ready"];
/** Filter of what belongs to a cluster of this project. */
export const ours = "label=pulumi-docker-machine-swarm.cluster";

/** A look that throws is a promise that fails. */
export function look<T>(at: () => T): Promise<T> {
  return Promise.resolve().then(at);
}
