import * as pulumi from "@pulumi/pulumi";
import { SwarmCluster, type NodeArgs } from "pulumi-docker-machine-swarm";

const config = new pulumi.Config();
const size = config.getNumber("size") ?? 3;
const managers = config.getNumber("managers") ?? 1;
if (managers > size) {
  throw new pulumi.RunError(`managers: ${managers} of ${size} nodes cannot be managers; raise size first`);
}

// A node is its name: another role is an update of it, and never a new machine.
const nodes = Array.from({ length: size }, (_, index): NodeArgs => {
  const name = `node${index + 1}`;
  return { name, role: index < managers ? "manager" : "worker" };
});

const cluster = new SwarmCluster("swarm", { driver: config.get("driver") ?? "auto", nodes });

/** Name and role of each node, as the swarm has them. */
export const roles = cluster.nodes.apply((rows) =>
  Object.fromEntries(rows.map(({ name, role }) => [name, role])),
);
/** How many managers may fail while the swarm can still be changed. */
export const managersThatMayFail = Math.floor((managers - 1) / 2);
