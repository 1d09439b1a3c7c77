import * as pulumi from "@pulumi/pulumi";
import type { DriverOptions } from "../machine/drivers";
import type { EngineOptions } from "../machine/spec";
import type { NodeAvailability, NodeRole } from "../swarm/node/resource";
import type { SwarmSettings } from "../swarm/swarm/resource";

/** What a machine of the cluster is made of; set for all nodes, and over that for one. */
export interface ClusterMachineArgs {
  /**
   * docker-machine's driver, "local" for system containers on this computer, or "auto": hyperv on Windows, virtualbox
   * where it is installed, else local on Linux. @default "auto"
   */
  readonly driver?: string;
  /** Options of the driver, named as its flags without the prefix, in camelCase. @default none */
  readonly driverOptions?: DriverOptions;
  /**
   * Environment of docker-machine, where drivers look for credentials, so that these stand in no process list. Secret:
   * Pulumi encrypts it. @example { DIGITALOCEAN_ACCESS_TOKEN: "..." } @default that of pulumi itself
   */
  readonly environment?: Readonly<Record<string, pulumi.Input<string>>>;
  /** Set-up of the Docker Engine. @default docker-machine's own */
  readonly engine?: EngineOptions;
  /** Further names or addresses in the engine's certificate. @default none */
  readonly tlsSans?: readonly string[];
}

/** One node: a machine and what it is in the swarm. */
export interface NodeArgs extends ClusterMachineArgs {
  /** Name of the machine and of the node: letters, digits, "-" and "."; stable, since it is the node's identity. */
  readonly name: string;
  /** Wanted role. @default "worker" */
  readonly role?: NodeRole;
  /** Whether the node gets tasks. @default "active" */
  readonly availability?: NodeAvailability;
  /** Labels of the node, for placement constraints. @default none */
  readonly labels?: Readonly<Record<string, string>>;
  /** Address or interface the others reach this node by. @default the machine's address */
  readonly advertiseAddress?: string;
  /** Address or interface the node listens on for the swarm. @default "0.0.0.0:2377" */
  readonly listenAddress?: string;
  /** Address or interface of overlay traffic. @default the advertise address */
  readonly dataPathAddress?: string;
}

/** Cluster-wide settings, and the rotation of the join tokens. */
export interface ClusterSwarmArgs extends SwarmSettings {
  /** A new value rotates the worker token, once. @default never */
  readonly rotateWorkerToken?: pulumi.Input<string>;
  /** A new value rotates the manager token, once. @default never */
  readonly rotateManagerToken?: pulumi.Input<string>;
}

/** Arguments of a SwarmCluster. */
export interface SwarmClusterArgs extends ClusterMachineArgs {
  /** The nodes; at least one of them a manager. The first manager founds a new swarm. */
  readonly nodes: readonly NodeArgs[];
  /** Name or path of the docker-machine binary. @default found on PATH, else the project's own toolchain */
  readonly machineBinary?: string;
  /** Folder of what belongs to this cluster: machine store, local hosts. @default ".state/STACK/NAME" */
  readonly directory?: string;
  /** Folder of docker-machine's store. @default "machines" in `directory` */
  readonly storePath?: string;
  /** IPv4 network of the hosts of driver "local", or "auto" for one that is free. @default "auto" */
  readonly localNetwork?: string;
  /** Whether driver options or the engine's set-up hold secrets: Pulumi then encrypts both whole. @default false */
  readonly secretOptions?: boolean;
  /** Deadline of one machine's creation, in seconds. @default 600 */
  readonly createTimeoutSeconds?: number;
  /** Name of a docker context that is made for the swarm and goes with it. @default none */
  readonly dockerContext?: string;
  /** Make that context the person's current one, once. @default false */
  readonly useDockerContext?: boolean;
  /** Cluster-wide settings of the swarm. @default SwarmKit's */
  readonly swarm?: ClusterSwarmArgs;
}

/**
 * The cluster that a stack's configuration describes (the keys of Pulumi.yaml).
 * Nothing is checked here: SwarmCluster does that, for configuration and for other programs alike.
 */
export function readSettings(config: pulumi.Config): SwarmClusterArgs {
  return {
    nodes: config.requireObject("nodes"),
    driver: config.get("driver"),
    driverOptions: config.getObject("driverOptions"),
    environment: config.getObject("environment"),
    secretOptions: ["nodes", "driverOptions", "engine"].some((key) => isSecret(config, key)),
    engine: config.getObject("engine"),
    machineBinary: config.get("machineBinary") || undefined,
    localNetwork: config.get("localNetwork"),
    dockerContext: config.get("dockerContext") || undefined,
    useDockerContext: config.getBoolean("useDockerContext"),
    swarm: config.getObject("swarm"),
  };
}

/** Whether a setting, or anything in it, was set with --secret: told to the program by its language host. */
function isSecret(config: pulumi.Config, key: string): boolean {
  const keys = JSON.parse(process.env.PULUMI_CONFIG_SECRET_KEYS || "[]") as string[];
  return keys.includes(`${config.name}:${key}`);
}
