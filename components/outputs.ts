import * as pulumi from "@pulumi/pulumi";
import { lastKnownRows, nodeTable, type ClusterNode, type DeclaredNode } from "./plan/node-table";
import { hangingStatus } from "./swarm/node/status";
import {
  lastEndpoint,
  lateNodesProblem,
  swarmEndpoint,
  swarmNodes,
  type NodeRow,
  type SwarmEndpoint,
} from "./swarm/status";
import type { Swarm } from "./swarm/swarm/resource";

/** What a cluster's outputs are found from. */
export interface OutputsArgs {
  /** The cluster; warnings are about it. */
  readonly parent: pulumi.Resource;
  readonly swarm: Swarm;
  readonly storePath: pulumi.Output<string>;
  /** The nodes of the program. */
  readonly declared: readonly DeclaredNode[];
  /** Machines of the nodes that are to be managers, in their order. */
  readonly managers: readonly string[];
}

/** The outputs of a cluster that are asked for from its swarm. */
export interface ClusterOutputs {
  readonly nodes: pulumi.Output<ClusterNode[]>;
  readonly endpoint: pulumi.Output<SwarmEndpoint>;
}

/**
 * The table of nodes and the endpoint, as the swarm has them. Where it does not answer they are what was last known, with
 * a warning: they must not become empty for a moment, since others are configured with them, and an error would hide the
 * plan of the repair.
 */
export function clusterOutputs(args: OutputsArgs): ClusterOutputs {
  const { parent } = args;
  let warned = false;
  const warn = (error: Error) => {
    if (!warned) void pulumi.log.warn(`the outputs are as last known: ${error.message}`, parent);
    warned = true;
  };
  return { nodes: nodeTable(rows(args, warn), args.declared), endpoint: endpoint(args, warn) };
}

type Warn = (error: Error) => void;

/** Known once every node is up to date. */
function rows(
  { parent, swarm, storePath, declared, managers }: OutputsArgs,
  warn: Warn,
): pulumi.Output<NodeRow[]> {
  const members = declared.map(({ member }) => member);
  const names = members.map(({ machine, status }) => pulumi.all([machine, status]));
  return pulumi
    .all([storePath, swarm.swarmId, lastKnownRows(members), pulumi.all(names)])
    .apply(async ([path, swarmId, last, all]) => {
      const hanging = all.filter(([, status]) => status === hangingStatus).map(([name]) => name);
      const problem = pulumi.runtime.isDryRun() ? undefined : await lateNodesProblem(path, hanging);
      // An update that ends with an error that was logged has failed; all else is done by then.
      if (problem) void pulumi.log.error(problem, parent);
      return swarmNodes(path, swarmId, managers).catch((error: Error) => {
        warn(error);
        return last;
      });
    });
}

/**
 * A preview knows the endpoint even if nodes change, unless the swarm itself is new: whatever is configured with it would
 * seem to change too. The machine the swarm was initialised on comes first while it is a manager, since the order of the
 * others may change.
 */
function endpoint(
  { swarm, storePath, declared, managers }: OutputsArgs,
  warn: Warn,
): pulumi.Output<SwarmEndpoint> {
  const nodes = pulumi.runtime.isDryRun() ? [] : declared.map(({ member }) => member.nodeId);
  return pulumi
    .all([storePath, swarm.swarmId, swarm.machine, pulumi.all(nodes)])
    .apply(([path, swarmId, first]) => {
      const preferred = [...managers].sort((a, b) => Number(b === first) - Number(a === first));
      return swarmEndpoint(path, swarmId, preferred).catch((error: Error) => {
        warn(error);
        return lastEndpoint(path, preferred) ?? unknownEndpoint;
      });
    });
}

const unknownEndpoint: SwarmEndpoint = {
  managerEndpoint: "",
  dockerEnv: { DOCKER_HOST: "", DOCKER_TLS_VERIFY: "1", DOCKER_CERT_PATH: "", DOCKER_MACHINE_NAME: "" },
};
