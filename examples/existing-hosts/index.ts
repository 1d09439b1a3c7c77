import * as pulumi from "@pulumi/pulumi";
import { SwarmCluster, type NodeRole } from "pulumi-docker-machine-swarm";

interface Host {
  readonly name: string;
  /** IP address or name for SSH and for the other nodes. */
  readonly address: string;
  readonly role?: NodeRole;
  readonly labels?: Record<string, string>;
}

const config = new pulumi.Config();
const hosts = config.requireObject<Host[]>("hosts");

const cluster = new SwarmCluster("swarm", {
  driver: "generic",
  driverOptions: {
    sshUser: config.get("sshUser") ?? "root",
    sshKey: config.get("sshKey") ?? "~/.ssh/id_ed25519",
  },
  nodes: hosts.map(({ name, address, role, labels }) => ({
    name,
    role,
    labels,
    // Added to the cluster's driver options.
    driverOptions: { ipAddress: address },
  })),
});

/** The nodes, as `docker node ls` and `docker-machine ls` show them. */
export const nodes = cluster.nodes;
/** The environment of the docker client, as a command for sh. */
export const dockerEnv = cluster.dockerEnvCommands.apply(({ sh }) => sh);
