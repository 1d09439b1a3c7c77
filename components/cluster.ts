import { local } from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";
import { script } from "./command-script";
import { DockerContext } from "./context/docker-context";
import { dockerEnvCommands, type Shell } from "./context/docker-env";
import { refuseCopy } from "./machine/copy";
import { clusterOutputs } from "./outputs";
import { Machine } from "./machine/machine";
import type { ClusterNode } from "./plan/node-table";
import type { SwarmClusterArgs } from "./plan/args";
import { clusterPlan, type ClusterPlan, type NodePlan } from "./plan/cluster-plan";
import { startHandlers } from "./swarm/dynamic";
import { pick } from "./swarm/handlers";
import { MachineKeys, type MachineKeysArgs } from "./swarm/keys/resource";
import { SwarmNode } from "./swarm/node/resource";
import { joinOnlyKeys, nodeSettingKeys } from "./swarm/node/settings";
import type { SwarmEndpoint } from "./swarm/status";
import { Swarm } from "./swarm/swarm/resource";
import { JoinTokens } from "./swarm/tokens/resource";
import {
  keptFolders,
  markFolders,
  newFolders,
  type WorkspaceOwner,
  type WorkspaceSpec,
  refuseClaimed,
} from "./workspace/folders";

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
   * @throws pulumi.RunError with all problems of the arguments together, before any resource is created
   */
  constructor(name: string, args: SwarmClusterArgs, options?: pulumi.ComponentResourceOptions) {
    super("swarm:index:SwarmCluster", name, {}, options);
    const cluster = clusterPlan(name, args);
    this.tell(cluster);
    startHandlers();

    const workspace = this.workspace(name, cluster.owner);
    const folders = this.folders(workspace, cluster.owner);
    const { storePath } = folders;
    const machine = (node: NodePlan, after: pulumi.Resource[]) =>
      this.machine(name, node, folders, [workspace, ...after]);
    const machines = new Map(cluster.atOnce.map((node) => [node.name, machine(node, [])]));
    const swarm = this.initSwarm(name, cluster, storePath, machines);
    const ids = { swarmId: swarm.swarmId, storePath };
    const { tokens: tokenTriggers, keys: rotate } = cluster.triggers;
    const tokens = new JoinTokens(`${name}-tokens`, { ...tokenTriggers, ...ids }, { parent: this });
    const members: SwarmNode[] = [];
    const nodes = [...cluster.managers, ...cluster.workers];
    for (const node of nodes) {
      // A replacement waits for all nodes before it, so that only one node is out of the swarm at a time.
      const own = machines.get(node.name) ?? machine(node, members);
      machines.set(node.name, own);
      // Managers form a chain, because each must be ready before the next; workers depend on all managers.
      const after = node.role === "manager" ? members.slice(-1) : members.slice(0, cluster.managers.length);
      const keys = this.keys(name, node, { storePath, machineId: own.machineId, rotate });
      // Its keys are safe before a machine holds anything.
      members.push(this.member(name, node, own, swarm, storePath, [keys, ...after]));
    }

    const declared = members.map((member, i) => ({ member, machine: machines.get(nodes[i].name)! }));
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

  /**
   * The folder of machines and hosts: created first and deleted last, when it removes what interrupted runs left behind.
   * Once it is there it stays, by whatever name its stack or its cluster goes.
   */
  private workspace(name: string, owner: WorkspaceOwner): local.Command {
    const { directory, storePath } = newFolders(owner);
    return new local.Command(
      `${name}-workspace`,
      {
        ...script("machine/workspace.command", "prepare", "sweep"),
        environment: { WORKSPACE_SPEC: JSON.stringify({ directory, storePath }) },
        triggers: [directory, storePath],
      },
      { parent: this, ignoreChanges: ["environment", "triggers"] },
    );
  }

  /** The folders as the state has them, or those of a new cluster. */
  private folders(workspace: local.Command, owner: WorkspaceOwner): pulumi.Output<WorkspaceSpec> {
    return workspace.environment.apply(async (environment) => {
      try {
        const folders = keptFolders(owner, JSON.parse(environment?.WORKSPACE_SPEC ?? "") as WorkspaceSpec);
        refuseCopy(folders.storePath);
        refuseClaimed(owner, folders);
        if (!pulumi.runtime.isDryRun()) markFolders(owner, folders);
        return folders;
      } catch (error) {
        // Pulumi names the way to what it cannot serialise; the reason itself must stand alone.
        await pulumi.log.error((error as Error).message, this);
        throw new pulumi.RunError(`the folders of cluster "${owner.name}" are not known`);
      }
    });
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

/** To Pulumi a renamed node is the former one, which is replaced: it leaves before the new one comes. */
function aliasesOf(cluster: string, formerName: string | undefined): { name: string }[] {
  return formerName === undefined ? [] : [{ name: `${cluster}-${formerName}` }];
}
