import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import { dockerProvider, SwarmCluster } from "pulumi-docker-machine-swarm";

const config = new pulumi.Config();

const cluster = new SwarmCluster("shop", {
  driver: config.get("driver") ?? "auto",
  nodes: [
    { name: "node1", role: "manager" },
    { name: "node2", labels: { tier: "web", zone: "a" } },
    { name: "node3", labels: { tier: "web", zone: "b" } },
  ],
});

// Everything below lives on the swarm: it ends with the swarm and is not deleted one by one.
const onSwarm = { provider: dockerProvider("shop", cluster), deletedWith: cluster.swarm };

const network = new docker.Network(
  "front",
  { driver: "overlay", attachable: true, options: { encrypted: "true" } },
  onSwarm,
);

// The engine cannot change a config or a secret. Without a name of their own they get one with a random end, so that new
// content is a new one beside the old, the service moves to it task by task, and the old one is deleted last.
const page = new docker.ServiceConfig("page", { dataRaw: "<h1>It runs on a swarm</h1>\n" }, onSwarm);
const apiKey = new docker.Secret("api-key", { data: config.requireSecret("apiKey").apply(base64) }, onSwarm);

const service = new docker.Service(
  "web",
  {
    name: "web",
    mode: { replicated: { replicas: config.getNumber("replicas") ?? 2 } },
    taskSpec: {
      containerSpec: {
        image: config.get("image") ?? "nginx:1.27",
        configs: [{ configId: page.id, configName: page.name, fileName: "/usr/share/nginx/html/index.html" }],
        secrets: [{ secretId: apiKey.id, secretName: apiKey.name, fileName: "/run/secrets/api-key" }],
      },
      // By ID: by name the plugin replaces the service in each run.
      networksAdvanceds: [{ id: network.id }],
      placement: {
        constraints: ["node.role==worker", "node.labels.tier==web"],
        prefs: ["spread=node.labels.zone"],
      },
    },
    // A new task starts before an old one stops; if the new one fails, the service goes back to what it was.
    updateConfig: {
      parallelism: 1,
      delay: "5s",
      monitor: "10s",
      order: "start-first",
      failureAction: "rollback",
    },
    endpointSpec: { ports: [{ targetPort: 80, publishedPort: 8080 }] },
    // `up` ends when all tasks run, or fails.
    convergeConfig: { delay: "2s", timeout: "3m" },
  },
  onSwarm,
);

/** The service, for `docker service ps`. */
export const serviceName = service.name;
/** Port 8080 of every node leads to the service. */
export const urls = cluster.nodes.apply((nodes) => nodes.map(({ address }) => `http://${address}:8080`));

function base64(text: string): string {
  return Buffer.from(text).toString("base64");
}
