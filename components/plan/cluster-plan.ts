import * as pulumi from "@pulumi/pulumi";
import { autoNote, driverOf, resolveDriver } from "../machine/drivers";
import { isReplacement, keepNetwork } from "../machine/identity";
import type { HostSpec } from "../hosts/host";
import type { MachineArgs } from "../machine/machine";
import { endAdvice } from "../machine/store/renewal";
import { computerOf, listRemembered } from "../machine/store/notes";
import { environmentAdvice } from "../machine/tool/environment";
import { pick } from "../swarm/handlers";
import { nodeSettingKeys, type NodeValues } from "../swarm/node/settings";
import { possibleFolders, type WorkspaceOwner, type WorkspaceSpec } from "../workspace/folders";
import { adviseOn } from "./advice";
import type { SwarmClusterArgs } from "./args";
import { checkCluster, type CheckedCluster } from "./check";
import { localNetworkOf, type FormerMachines } from "./machine-args";
import { triggersOf, type Triggers } from "./triggers";

/** A node with every default filled in. */
export interface NodePlan extends NodeValues {
  readonly name: string;
  /** Name that its machine had before, where it only gets another one: its node leaves before it joins by the new one. */
  readonly formerName?: string;
  /** Whether its machine is a part of another computer. */
  readonly elsewhere: boolean;
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
  /** What was decided for the person. */
  readonly notes: readonly string[];
  /** The managers in their order; a new swarm is initialised on the first. */
  readonly managers: readonly NodePlan[];
  readonly workers: readonly NodePlan[];
  /** The nodes whose machines are created or kept, the first manager's among them; the others' replace another. */
  readonly atOnce: readonly NodePlan[];
  /** Settings and triggers of swarm, tokens and keys. */
  readonly triggers: Triggers;
  /** What works, but not well: sentences for a warning each. */
  readonly advice: readonly string[];
}

/**
 * @param name name of the cluster
 * @throws pulumi.RunError that lists every problem of the arguments
 */
export function clusterPlan(name: string, args: SwarmClusterArgs): ClusterPlan {
  const owner = ownerOf(name, args);
  const former = formerMachines(owner);
  const checked = checkCluster(args, former);
  if (checked.problems.length > 0) {
    const list = checked.problems.join("\n  ");
    throw new pulumi.RunError(`The configuration of cluster "${name}" has problems:\n  ${list}`);
  }
  const nodes = checked.nodes.map((node) => nodePlan(node, args, former));
  const managers = nodes.filter((node) => node.role === "manager");
  const folders = possibleFolders(owner);
  const waits = (node: NodePlan) =>
    node !== managers[0] &&
    !node.elsewhere &&
    (node.formerName !== undefined || folders.some((possible) => isReplacement(specIn(node, possible))));
  return {
    identity: `${owner.project}/${owner.stack}/${name}`,
    owner,
    nodes,
    notes: [...driverNotes(checked, former), ...elsewhereNotes(nodes, former)],
    managers,
    workers: nodes.filter((node) => node.role === "worker"),
    atOnce: nodes.filter((node) => !waits(node)),
    triggers: triggersOf(args.swarm),
    advice: [
      ...adviseOn(nodes),
      ...checked.advice,
      ...environmentAdvice(),
      ...endAdvice([...former.values()]),
    ],
  };
}

/** What "auto" chose, where it was left to choose and no former choice is kept: what else there is takes time to see. */
function driverNotes({ nodes }: CheckedCluster, former: FormerMachines): string[] {
  const chosen = nodes.some(
    ({ name, merged }) =>
      merged.asked === "auto" && !former.has(name) && merged.driver === resolveDriver("auto"),
  );
  const note = chosen ? autoNote() : undefined;
  return note ? [note] : [];
}

/** Which machines are parts of another computer. */
function elsewhereNotes(nodes: readonly NodePlan[], former: FormerMachines): string[] {
  const away = nodes.filter((node) => node.elsewhere);
  if (away.length === 0) return [];
  const names = away.map(({ name }) => `${name} on computer ${computerOf(former.get(name))}`);
  return [`planned for nothing here, whatever their machines are declared to be: ${names.join(", ")}`];
}

function ownerOf(name: string, { directory, storePath }: SwarmClusterArgs): WorkspaceOwner {
  const [project, stack] = [pulumi.getProject(), pulumi.getStack()];
  return { project, stack, name, stated: { directory, storePath } };
}

/** The machines that the cluster's store remembers; none where its path has problems, which the check names. */
function formerMachines(owner: WorkspaceOwner): FormerMachines {
  const { directory, storePath } = owner.stated;
  if ([directory, storePath].some((path) => path !== undefined && typeof path !== "string")) return new Map();
  const specs = possibleFolders(owner).flatMap((folders) => listRemembered(folders.storePath));
  // The folder of the stack's own name comes first, and has the last word.
  return new Map(specs.reverse().map((spec) => [spec.name, spec]));
}

function nodePlan(
  node: CheckedCluster["nodes"][number],
  args: SwarmClusterArgs,
  former: FormerMachines,
): NodePlan {
  const { name } = node;
  const { driver, driverOptions, environment, engine, tlsSans } = node.merged;
  const { hosts, hostOptions } = driverOf(driver);
  const network = localNetworkOf(args);
  return {
    ...pick(node, ["name", "formerName", ...nodeSettingKeys]),
    elsewhere: computerOf(former.get(name)) !== undefined,
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
      ((directory) => {
        const wanted = { name, directory: `${directory}/${hosts.folder}` };
        const spec = { ...wanted, ...hostOptions(driverOptions, network) };
        return keepNetwork(spec, hosts, former.get(name)?.local);
      }),
  };
}

/** A node's machine in a cluster's folders. */
function specIn({ name, machine, host }: NodePlan, { directory, storePath }: WorkspaceSpec) {
  return { ...machine, name, storePath, local: host?.(directory) };
}
