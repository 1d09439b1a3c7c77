import * as pulumi from "@pulumi/pulumi";
import { DockerContext } from "./context/docker-context";
import { dockerEnvCommands, type Shell } from "./context/docker-env";
import { clusterOutputs } from "./outputs";
import { Machine } from "./machine/machine";
import type { ClusterNode, DeclaredNode } from "./plan/node-table";
import type { SwarmClusterArgs } from "./plan/args";
import { clusterPlan, type ClusterPlan, type NodePlan } from "./plan/cluster-plan";
import { pick } from "./swarm/handlers";
import { MachineKeys, type MachineKeysArgs } from "./swarm/keys/resource";
import { SwarmNode } from "./swarm/node/resource";
import { joinOnlyKeys, nodeSettingKeys } from "./swarm/node/settings";
import type { SwarmEndpoint } from "./swarm/status";
import { Swarm } from "./swarm/swarm/resource";
import { EngineUpgrade } from "./swarm/upgrade/resource";
import { JoinTokens } from "./swarm/tokens/resource";
import type { WorkspaceSpec } from "./workspace/folders";
import { createWorkspace, foldersOf } from "./workspace/resource";

/**
 * A Docker swarm and its machines, composed of {@link Machine}, {@link Swarm}, {@link JoinTokens} and
 * {@link SwarmNode}.
 *
 * Machines are created in parallel. Managers join or are promoted one by one. Then workers join, and managers are
 * demoted, in parallel. Removals come last.
 */
export class SwarmCluster extends pulumi.ComponentResource {
  /** The nodes as the swarm sees them at the end of this run, with their machines. */
  readonly nodes: pulumi.Output<ClusterNode[]>;
  /** Docker Engine URL of a manager that responds. */
  readonly managerEndpoint: pulumi.Output<string>;
  /** The variables that `docker-machine env` sets for that manager. */
  readonly dockerEnv: pulumi.Output<SwarmEndpoint["dockerEnv"]>;
  /** Commands that set them, for each shell: sh, fish, powershell, cmd. */
  readonly dockerEnvCommands: pulumi.Output<Record<Shell, string>>;
  /** The swarm itself; give it as `deletedWith` to other resources on the swarm. */
  readonly swarm: Swarm;
  /** ID of the swarm. */
  readonly swarmId: pulumi.Output<string>;
  /** Token for another host to join as a worker. Secret. */
  readonly workerToken: pulumi.Output<string>;
  /** Token for another host to join as a manager. Secret. */
  readonly managerToken: pulumi.Output<string>;
  /** Key that unlocks a restarted manager; empty while autolock is off. Secret. */
  readonly unlockKey: pulumi.Output<string>;

  /**
   * @param name prefix of the names of all resources
   * @param args describes the cluster; see {@link SwarmClusterArgs}
   * @param options those of every Pulumi component. @default Pulumi's
   * @throws pulumi.RunError with all problems of the arguments together, before any resource is created
   */
  constructor(name: string, args: SwarmClusterArgs, options?: pulumi.ComponentResourceOptions) {
    super("swarm:index:SwarmCluster", name, {}, options);
    const cluster = clusterPlan(name, args);
    this.tell(cluster);

    const workspace = createWorkspace(`${name}-workspace`, cluster.owner, this);
    const folders = foldersOf(workspace, cluster.owner, this);
    const { storePath } = folders;
    const machine = (node: NodePlan, after: pulumi.Resource[]) =>
      this.machine(name, node, folders, [workspace, ...after]);
    const machines = new Map(cluster.atOnce.map((node) => [node.name, machine(node, [])]));
    const swarm = this.initSwarm(name, cluster, storePath, machines);
    const ids = { swarmId: swarm.swarmId, storePath };
    const { tokens: tokenTriggers, keys: rotate, upgrade } = cluster.triggers;
    const tokens = new JoinTokens(`${name}-tokens`, { ...tokenTriggers, ...ids }, { parent: this });
    const make = { machines, machine, swarm, storePath, rotate };
    const declared = this.join(name, cluster, make);
    if (upgrade) {
      const dependsOn = declared.map(({ member }) => member);
      new EngineUpgrade(`${name}-upgrade`, { ...ids, trigger: upgrade }, { parent: this, dependsOn });
    }
    const managers = cluster.managers.map((node) => node.name);
    const outputs = clusterOutputs({ parent: this, swarm, storePath, declared, managers });
    this.nodes = outputs.nodes;
    this.managerEndpoint = outputs.endpoint.managerEndpoint;
    this.dockerEnv = outputs.endpoint.dockerEnv;
    this.dockerEnvCommands = this.dockerEnv.apply(dockerEnvCommands);
    if (args.dockerContext)
      this.dockerContext(name, args.dockerContext, swarm.cluster, args.useDockerContext);
    this.swarm = swarm;
    this.swarmId = swarm.swarmId;
    this.workerToken = tokens.workerToken;
    this.managerToken = tokens.managerToken;
    this.unlockKey = swarm.unlockKey;
    this.registerOutputs({ nodes: this.nodes, swarmId: this.swarmId });
  }

  private tell({ notes, advice }: ClusterPlan): void {
    for (const note of notes) void pulumi.log.info(note, this);
    for (const each of advice) void pulumi.log.warn(each, this);
  }

  private machine(
    name: string,
    { name: machineName, formerName, elsewhere, machine, host }: NodePlan,
    folders: pulumi.Output<WorkspaceSpec>,
    after: pulumi.Resource[],
  ): Machine {
    const { driverOptions, environment, engine, tlsSans, driver, ...rest } = machine;
    const local = host && folders.directory.apply(host);
    // In the order in which states have them: a machine's spec is compared as a text.
    const first = { driverOptions, environment, engine, tlsSans, driver, storePath: folders.storePath };
    const args = { ...first, ...rest, local, machineName, formerName, elsewhere };
    return new Machine(`${name}-${machineName}`, args, {
      parent: this,
      dependsOn: after,
      aliases: aliasesOf(name, formerName),
    });
  }

  private dockerContext(
    name: string,
    contextName: string,
    owner: pulumi.Output<string>,
    use?: boolean,
  ): DockerContext {
    const args = { contextName, owner, dockerEnv: this.dockerEnv, use };
    return new DockerContext(`${name}-context`, args, { parent: this });
  }

  private initSwarm(
    name: string,
    cluster: ClusterPlan,
    storePath: pulumi.Output<string>,
    machines: Map<string, Machine>,
  ): Swarm {
    const first = cluster.managers[0];
    return new Swarm(
      name,
      {
        ...cluster.triggers.swarm,
        ...pick(first, joinOnlyKeys),
        cluster: cluster.identity,
        storePath,
        machine: first.name,
        machineId: machines.get(first.name)!.machineId,
      },
      // Where the swarm was initialised, and for whom, matters only once: it outlives its first manager and its name.
      { parent: this, ignoreChanges: ["cluster", "machine", "machineId", ...joinOnlyKeys] },
    );
  }

  /** Joins the nodes, managers first. */
  private join(
    name: string,
    { managers, workers }: ClusterPlan,
    { machines, machine, swarm, storePath, rotate }: Making,
  ): DeclaredNode[] {
    const members: SwarmNode[] = [];
    return [...managers, ...workers].map((node) => {
      // A replacement waits for all nodes before it, so that only one node is out of the swarm at a time.
      const own = machines.get(node.name) ?? machine(node, [...members]);
      // Managers form a chain, because each must be ready before the next; workers depend on all managers.
      const after = node.role === "manager" ? members.slice(-1) : members.slice(0, managers.length);
      const keys = this.keys(name, node, { storePath, machineId: own.machineId, rotate });
      // Its keys are safe before a machine holds anything.
      const member = this.member(name, node, own, swarm, storePath, [keys, ...after]);
      members.push(member);
      return { member, machine: own };
    });
  }

  private member(
    name: string,
    node: NodePlan,
    machine: Machine,
    swarm: Swarm,
    storePath: pulumi.Output<string>,
    after: pulumi.Resource[],
  ): SwarmNode {
    const { machineId } = machine;
    return new SwarmNode(
      `${name}-${node.name}`,
      { ...pick(node, nodeSettingKeys), swarmId: swarm.swarmId, storePath, machine: node.name, machineId },
      {
        parent: this,
        dependsOn: after,
        deleteBeforeReplace: true,
        aliases: aliasesOf(name, node.formerName),
      },
    );
  }

  private keys(
    name: string,
    { name: machine, formerName }: NodePlan,
    args: Omit<MachineKeysArgs, "machine">,
  ): MachineKeys {
    const aliases = aliasesOf(name, formerName).map((alias) => ({ name: `${alias.name}-keys` }));
    const options = { parent: this, deleteBeforeReplace: true, aliases };
    return new MachineKeys(`${name}-${machine}-keys`, { ...args, machine }, options);
  }
}

/** What nodes are made of. */
interface Making {
  /** The machines that are created at once, by name. */
  readonly machines: ReadonlyMap<string, Machine>;
  /** Creates any other one. */
  readonly machine: (node: NodePlan, after: pulumi.Resource[]) => Machine;
  readonly swarm: Swarm;
  readonly storePath: pulumi.Output<string>;
  /** Trigger of the rotation of their keys. @default never */
  readonly rotate?: pulumi.Input<string>;
}

/** To Pulumi a renamed node is the former one, which is replaced: it leaves before the new one comes. */
function aliasesOf(cluster: string, formerName: string | undefined): { name: string }[] {
  return formerName === undefined ? [] : [{ name: `${cluster}-${formerName}` }];
}
