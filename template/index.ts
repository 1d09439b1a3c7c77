import * as pulumi from "@pulumi/pulumi";
import { SwarmCluster } from "pulumi-docker-machine-swarm";

const config = new pulumi.Config();

const cluster = new SwarmCluster("swarm", {
  driver: config.get("driver") ?? "auto",
  nodes: [
    { name: "node1", role: "manager" },
    { name: "node2", labels: { zone: "a" } },
    { name: "node3", labels: { zone: "b" } },
  ],
});

/** The nodes, as `docker node ls` and `docker-machine ls` show them. */
export const nodes = cluster.nodes;
/** The environment of the docker client, as a command for sh. */
export const dockerEnv = cluster.dockerEnvCommands.apply(({ sh }) => sh);
