import * as pulumi from "@pulumi/pulumi";
import { driverOf } from "../machine/drivers";
import { isReplacement } from "../machine/identity";
import type { MachineArgs } from "../machine/machine";
import { clusterFaults } from "./check";
import type { NodeArgs, SwarmClusterArgs } from "./args";
import type { NodeAvailability, NodeRole } from "../swarm/node/resource";
import type { SwarmSettings } from "../swarm/swarm/resource";
import type { JoinTokensArgs } from "../swarm/tokens/resource";
import { localNetworkOf, machineArgs } from "./machine-args";

/** A node with every default filled in. */
export interface CheckedNode {
  readonly name: string;
  readonly role: NodeRole;
  readonly availability: NodeAvailability;
  readonly labels: Readonly<Record<string, string>>;
  /** The addresses that were given; the machine's own are used for the others. */
  readonly addresses: Pick<NodeArgs, "advertiseAddress" | "listenAddress" | "dataPathAddress">;
  readonly machine: Omit<MachineArgs, "machineName">;
}

/** A cluster's arguments, found to be right, with every default filled in. */
export interface CheckedCluster {
  /** What the swarm is recognised by: "project/stack/name". */
  readonly identity: string;
  /** Folder of all that belongs to the cluster alone. */
  readonly directory: string;
  readonly storePath: string;
  readonly nodes: readonly CheckedNode[];
  /** The managers in their order; the first founds a new swarm. */
  readonly managers: readonly CheckedNode[];
  readonly workers: readonly CheckedNode[];
  /** The nodes whose machines are made or kept, the founder's among them; the others' take the place of another. */
  readonly atOnce: readonly CheckedNode[];
  readonly swarm: SwarmSettings;
  readonly tokens: Pick<JoinTokensArgs, "rotateWorker" | "rotateManager">;
}

/**
 * @param name name of the cluster
 * @throws pulumi.RunError that lists every fault of the arguments
 */
export function checkedCluster(name: string, args: SwarmClusterArgs): CheckedCluster {
  const faults = clusterFaults(args);
  if (faults.length > 0) {
    throw new pulumi.RunError(`The configuration of cluster "${name}" has faults:\n  ${faults.join("\n  ")}`);
  }
  const directory = args.directory ?? `.state/${pulumi.getStack()}/${name}`;
  const storePath = args.storePath ?? `${directory}/machines`;
  const nodes = args.nodes.map((node) => checkedNode(node, args, directory, storePath));
  const { rotateWorkerToken, rotateManagerToken, ...swarm } = args.swarm ?? {};
  const managers = nodes.filter((node) => node.role === "manager");
  const waits = (node: CheckedNode) =>
    node !== managers[0] && isReplacement({ ...node.machine, name: node.name });
  return {
    identity: `${pulumi.getProject()}/${pulumi.getStack()}/${name}`,
    directory,
    storePath,
    nodes,
    managers,
    workers: nodes.filter((node) => node.role === "worker"),
    atOnce: nodes.filter((node) => !waits(node)),
    swarm,
    tokens: { rotateWorker: rotateWorkerToken, rotateManager: rotateManagerToken },
  };
}

function checkedNode(
  node: NodeArgs,
  args: SwarmClusterArgs,
  directory: string,
  storePath: string,
): CheckedNode {
  const { advertiseAddress, listenAddress, dataPathAddress } = node;
  const { driver, ...machine } = machineArgs(node, args);
  const network = localNetworkOf(args);
  return {
    name: node.name,
    role: node.role ?? "worker",
    availability: node.availability ?? "active",
    labels: node.labels ?? {},
    addresses: { advertiseAddress, listenAddress, dataPathAddress },
    machine: {
      ...machine,
      driver,
      storePath,
      machineBinary: args.machineBinary,
      secretOptions: args.secretOptions,
      createTimeoutSeconds: args.createTimeoutSeconds,
      local: driverOf(driver).hosts
        ? { name: node.name, directory: `${directory}/hosts`, network }
        : undefined,
    },
  };
}
