import * as pulumi from "@pulumi/pulumi";
import { driverOf } from "../machine/drivers";
import { isReplacement } from "../machine/identity";
import type { HostSpec } from "../hosts/host";
import type { MachineArgs } from "../machine/machine";
import { pick } from "../swarm/handlers";
import { nodeSettingKeys, type NodeValues } from "../swarm/node/settings";
import type { SwarmSettings } from "../swarm/swarm/resource";
import type { JoinTokensArgs } from "../swarm/tokens/resource";
import { possibleFolders, type WorkspaceOwner, type WorkspaceSpec } from "../workspace/folders";
import type { SwarmClusterArgs } from "./args";
import { checkCluster, type CheckedCluster } from "./check";
import { localNetworkOf } from "./machine-args";

/** A node with every default filled in. */
export interface NodePlan extends NodeValues {
  readonly name: string;
  /** Its machine, wherever its store is. */
  readonly machine: Omit<MachineArgs, "machineName" | "storePath" | "local">;
  /** The host under the machine, given the cluster's folder. @default none: its driver has no hosts of this project */
  readonly host?: (directory: string) => HostSpec;
}

/** A cluster's arguments, checked and with every default filled in. */
export interface ClusterPlan {
  /** What the swarm is recognised by: "project/stack/name". */
  readonly identity: string;
  /** Which folders the cluster gets. */
  readonly owner: WorkspaceOwner;
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
  const owner = ownerOf(name, args);
  const nodes = checked.nodes.map((node) => nodePlan(node, args));
  const { rotateWorkerToken, rotateManagerToken, ...swarm } = args.swarm ?? {};
  const managers = nodes.filter((node) => node.role === "manager");
  const folders = possibleFolders(owner);
  const waits = (node: NodePlan) =>
    node !== managers[0] && folders.some((possible) => isReplacement(specIn(node, possible)));
  return {
    identity: `${owner.project}/${owner.stack}/${name}`,
    owner,
    nodes,
    managers,
    workers: nodes.filter((node) => node.role === "worker"),
    atOnce: nodes.filter((node) => !waits(node)),
    swarm,
    tokens: { rotateWorker: rotateWorkerToken, rotateManager: rotateManagerToken },
  };
}

function ownerOf(name: string, { directory, storePath }: SwarmClusterArgs): WorkspaceOwner {
  const [project, stack] = [pulumi.getProject(), pulumi.getStack()];
  return { project, stack, name, stated: { directory, storePath } };
}

function nodePlan(node: CheckedCluster["nodes"][number], args: SwarmClusterArgs): NodePlan {
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
      machineBinary: args.machineBinary,
      secretOptions: args.secretOptions,
      createTimeoutSeconds: args.createTimeoutSeconds,
    },
    host:
      hosts &&
      ((directory) => ({
        name,
        directory: `${directory}/${hosts.folder}`,
        ...hostOptions(driverOptions, network),
      })),
  };
}

/** A node's machine in a cluster's folders. */
function specIn({ name, machine, host }: NodePlan, { directory, storePath }: WorkspaceSpec) {
  return { ...machine, name, storePath, local: host?.(directory) };
}
