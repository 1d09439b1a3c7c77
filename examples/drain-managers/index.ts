import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import { dockerProvider, SwarmCluster } from "pulumi-docker-machine-swarm";

const config = new pulumi.Config();

// Three managers keep the swarm when one fails. Drained, they have all their processors for that.
const managers = ["manager1", "manager2", "manager3"];
const workers = ["worker1", "worker2"];

const cluster = new SwarmCluster("swarm", {
  driver: config.get("driver") ?? "auto",
  nodes: [
    ...managers.map((name) => ({ name, role: "manager" as const, availability: "drain" as const })),
    ...workers.map((name) => ({ name, labels: { disk: "ssd" } })),
  ],
});

// A global service has one task on each node that takes tasks: the workers, also those that join later.
const agent = new docker.Service(
  "agent",
  {
    name: "agent",
    // No convergeConfig: the plugin refuses it together with a global mode.
    mode: { global: true },
    taskSpec: {
      containerSpec: { image: "nginx:1.27" },
      placement: { constraints: ["node.labels.disk==ssd"] },
    },
  },
  { provider: dockerProvider("swarm", cluster), deletedWith: cluster.swarm },
);

/** Name and availability of each node, as the swarm has them. */
export const availability = cluster.nodes.apply((rows) =>
  Object.fromEntries(rows.map(({ name, availability }) => [name, availability])),
);
/** The service, for `docker service ps`. */
export const serviceName = agent.name;
