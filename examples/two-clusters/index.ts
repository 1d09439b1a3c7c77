import * as pulumi from "@pulumi/pulumi";
import { SwarmCluster } from "pulumi-docker-machine-swarm";

// Two swarms in one program. Machine names, networks and stores do not clash, because each cluster has its own folder.
const driver = new pulumi.Config().get("driver") ?? "auto";

const blue = new SwarmCluster("blue", {
  driver,
  nodes: [{ name: "node1", role: "manager" }],
});

const green = new SwarmCluster("green", {
  driver,
  nodes: [
    { name: "node1", role: "manager" },
    { name: "node2", labels: { zone: "b" } },
  ],
});

/** The nodes of both clusters, as `docker node ls` and `docker-machine ls` show them. */
export const nodes = { blue: blue.nodes, green: green.nodes };
/** IDs of the swarms. */
export const swarmIds = { blue: blue.swarmId, green: green.swarmId };
