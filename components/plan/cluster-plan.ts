import * as pulumi from "@pulumi/pulumi";
import { driverOf } from "../machine/drivers";
import { isReplacement } from "../machine/identity";
import type { MachineArgs } from "../machine/machine";
import { pick } from "../swarm/handlers";
import { nodeSettingKeys, type NodeValues } from "../swarm/node/settings";
import type { SwarmSettings } from "../swarm/swarm/resource";
import type { JoinTokensArgs } from "../swarm/tokens/resource";
import type { SwarmClusterArgs } from "./args";
import { checkCluster, type CheckedCluster } from "./check";
import { localNetworkOf } from "./machine-args";

/** A node with every default filled in. */
export interface NodePlan extends NodeValues {
  readonly name: string;
  readonly machine: Omit<MachineArgs, "machineName">;
}

/** A cluster's arguments, checked and with every default filled in. */
export interface ClusterPlan {
  /** What the swarm is recognised by: "project/stack/name". */
  readonly identity: string;
  /** Folder of all that belongs to the cluster alone. */
  readonly directory: string;
  readonly storePath: string;
  readonly nodes: readonly NodePlan[];
  /** The managers in their order; a new swarm is initialised on the first. */
  readonly managers: readonly NodePlan[];
  readonly workers: readonly NodePlan[];
  /** The nodes whose machines are created or kept, the first manager's among them; the others' replace another. */
  readonly atOnce: readonly NodePlan[];
  readonly swarm: SwarmSettings;
  readonly tokens: Pick<JoinTokensArgs, "rotateWorker" | "rotateManager">;
}

/**
 * @param name name of the cluster
 * @throws pulumi.RunError that lists every problem of the arguments
 */
export function clusterPlan(name: string, args: SwarmClusterArgs): ClusterPlan {
  const checked = checkCluster(args);
  if (checked.problems.length > 0) {
    const list = checked.problems.join("\n  ");
    throw new pulumi.RunError(`The configuration of cluster "${name}" has problems:\n  ${list}`);
  }
  const directory = args.directory ?? `.state/${pulumi.getStack()}/${name}`;
  const storePath = args.storePath ?? `${directory}/machines`;
  const nodes = checked.nodes.map((node) => nodePlan(node, args, directory, storePath));
  const { rotateWorkerToken, rotateManagerToken, ...swarm } = args.swarm ?? {};
  const managers = nodes.filter((node) => node.role === "manager");
  const waits = (node: NodePlan) =>
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

function nodePlan(
  node: CheckedCluster["nodes"][number],
  args: SwarmClusterArgs,
  directory: string,
  storePath: string,
): NodePlan {
  const { name } = node;
  const { driver, driverOptions, environment, engine, tlsSans } = node.merged;
  const { hosts, hostOptions } = driverOf(driver);
  const network = localNetworkOf(args);
  return {
    ...pick(node, ["name", ...nodeSettingKeys]),
    machine: {
      driverOptions,
      environment,
      engine,
      tlsSans,
      driver,
      storePath,
      machineBinary: args.machineBinary,
      secretOptions: args.secretOptions,
      createTimeoutSeconds: args.createTimeoutSeconds,
      local: hosts && {
        name,
        directory: `${directory}/${hosts.folder}`,
        ...hostOptions(driverOptions, network),
      },
    },
  };
}
