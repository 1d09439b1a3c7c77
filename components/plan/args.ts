import type * as pulumi from "@pulumi/pulumi";
import type { DriverOptions } from "../machine/drivers";
import type { EngineOptions } from "../machine/spec";
import type { NodeSettings } from "../swarm/node/resource";
import type { SwarmSettings } from "../swarm/swarm/resource";

/** How a machine is created: set for all nodes, and for one node, which has the last word. */
export interface ClusterMachineArgs {
  /**
   * docker-machine's driver, "local" for system containers on this computer, "docker" for containers of your Docker
   * Engine, or "auto": hyperv or virtualbox where they work, local on Linux as root, else docker. @default "auto"
   */
  readonly driver?: string;
  /** Options of the driver, named as its flags without the prefix, in camelCase. @default none */
  readonly driverOptions?: DriverOptions;
  /**
   * Environment of docker-machine, where drivers look for credentials, so that these stand in no process list. Secret:
   * Pulumi encrypts it. @example { DIGITALOCEAN_ACCESS_TOKEN: "..." } @default that of pulumi itself
   */
  readonly environment?: Readonly<Record<string, pulumi.Input<string>>>;
  /** Setup of the Docker Engine. @default docker-machine's own */
  readonly engine?: EngineOptions;
  /** Further names or addresses in the engine's certificate. @default none */
  readonly tlsSans?: readonly string[];
}

/** One node: a machine and what it is in the swarm, "worker" unless it says otherwise. */
export interface NodeArgs extends ClusterMachineArgs, Plain<Partial<NodeSettings>> {
  /** Name of the machine and of the node: letters, digits, "-" and "."; stable, since it is the node's identity. */
  readonly name: string;
}

/** Properties whose values are known when the program runs. */
type Plain<T> = { readonly [K in keyof T]: pulumi.Unwrap<T[K]> };

/** Cluster-wide settings, and the rotation of tokens and keys. */
export interface ClusterSwarmArgs extends SwarmSettings {
  /** A new value rotates the worker token, once. @default never */
  readonly rotateWorkerToken?: pulumi.Input<string>;
  /** A new value rotates the manager token, once. @default never */
  readonly rotateManagerToken?: pulumi.Input<string>;
  /**
   * A new value replaces all that opens machines and swarm, once: certificates, SSH keys, both join tokens, the unlock key.
   * Nodes are drained and restarted one after the other. @default never
   */
  readonly rotateKeys?: pulumi.Input<string>;
  /**
   * A new value upgrades the engines, once, to the newest that their hosts' packages offer: node by node, managers first, each
   * drained meanwhile. It stops at the first that fails. @default never
   */
  readonly upgradeEngines?: pulumi.Input<string>;
}

/** Arguments of a SwarmCluster. */
export interface SwarmClusterArgs extends ClusterMachineArgs {
  /** The nodes; at least one of them a manager. A new swarm is initialised on the first manager. */
  readonly nodes: readonly NodeArgs[];
  /** Name or path of the docker-machine binary. @default found on PATH, else the project's own toolchain */
  readonly machineBinary?: string;
  /** Folder of what belongs to this cluster: machine store, local hosts. @default ".state/STACK/NAME" */
  readonly directory?: string;
  /** Folder of docker-machine's store. @default "machines" in `directory` */
  readonly storePath?: string;
  /** IPv4 network of the hosts of driver "local", or "auto" for one that is free. @default "auto" */
  readonly localNetwork?: string;
  /** Whether driver options or the engine's setup hold secrets: Pulumi then encrypts both whole. @default false */
  readonly secretOptions?: boolean;
  /** Deadline of one machine's creation, in seconds. @default 600 */
  readonly createTimeoutSeconds?: number;
  /** Name of a docker context for the swarm, created and deleted with it. @default none */
  readonly dockerContext?: string;
  /** Make that context the current one, once. @default false */
  readonly useDockerContext?: boolean;
  /** Cluster-wide settings of the swarm. @default SwarmKit's */
  readonly swarm?: ClusterSwarmArgs;
}
