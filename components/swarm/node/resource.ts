import * as pulumi from "@pulumi/pulumi";
import { DynamicResource } from "../dynamic";
import { compact } from "../handlers";
import { defaultsOf } from "../setting";
import { nodeSettings } from "./settings";

/** What a node is wanted to be: it takes part in the managers' consensus, or only runs tasks. */
export type NodeRole = "manager" | "worker";

/** Whether a node gets tasks: new ones (active), none but those it has (pause), none at all (drain). */
export type NodeAvailability = "active" | "pause" | "drain";

/** What a node is in its swarm. */
export interface NodeSettings {
  /** Wanted role. A change is made in place, and `up` waits until it is real. @default "worker" in a cluster */
  readonly role: pulumi.Input<NodeRole>;
  /** Whether the node gets tasks. @default "active" */
  readonly availability?: pulumi.Input<NodeAvailability>;
  /** Labels of the node, for placement constraints. Other labels on the node are left alone. @default none */
  readonly labels?: pulumi.Input<Record<string, pulumi.Input<string>>>;
  /** Address or interface through which other nodes reach this one. @default the machine's address */
  readonly advertiseAddress?: pulumi.Input<string>;
  /** Address or interface the node listens on for the swarm. @default "0.0.0.0:2377" */
  readonly listenAddress?: pulumi.Input<string>;
  /** Address or interface of overlay traffic. @default the advertise address */
  readonly dataPathAddress?: pulumi.Input<string>;
}

/** Arguments of a {@link SwarmNode}. */
export interface SwarmNodeArgs extends NodeSettings {
  /** ID of the swarm to be in. */
  readonly swarmId: pulumi.Input<string>;
  /** Folder of docker-machine's store. */
  readonly storePath: pulumi.Input<string>;
  /** Name of the machine in that store. */
  readonly machine: pulumi.Input<string>;
  /** Identity of the machine; another machine under the same name is another node. */
  readonly machineId: pulumi.Input<string>;
}

/**
 * A machine's membership in the swarm, its role, availability and labels: one resource, since they must change in
 * one order, and so that a preview shows a promotion as one property of one resource.
 */
export class SwarmNode extends DynamicResource {
  /** ID of the node in the swarm. */
  declare readonly nodeId: pulumi.Output<string>;
  /** Wanted role. */
  declare readonly role: pulumi.Output<NodeRole>;
  /** Address the swarm knows the node by. */
  declare readonly address: pulumi.Output<string>;
  /** State last seen by a manager: "ready", "down", "disconnected" or "unknown". */
  declare readonly status: pulumi.Output<string>;
  /** Version of the Docker Engine. */
  declare readonly engineVersion: pulumi.Output<string>;
  /** Name of its machine. */
  declare readonly machine: pulumi.Output<string>;
  /** Whether it gets tasks. */
  declare readonly availability: pulumi.Output<NodeAvailability>;
  /** Labels of the program. */
  declare readonly labels: pulumi.Output<Record<string, string>>;
  /** Labels set elsewhere. */
  declare readonly otherLabels: pulumi.Output<Record<string, string> | undefined>;
  /** Host name, as the swarm shows it. */
  declare readonly hostname: pulumi.Output<string | undefined>;
  /** Whether it was the leader of the managers when last seen. */
  declare readonly leader: pulumi.Output<boolean | undefined>;
  /** Only on managers: "reachable" or "unreachable" for the others, when last seen. */
  declare readonly reachability: pulumi.Output<string | undefined>;

  /**
   * @param name name of the resource
   * @param args see {@link SwarmNodeArgs}
   * @param options those of every Pulumi resource. @default Pulumi's
   */
  constructor(name: string, args: SwarmNodeArgs, options?: pulumi.CustomResourceOptions) {
    super(
      {
        type: "SwarmNode",
        provider: "swarm/node.provider",
        inputs: { ...defaultsOf(nodeSettings), ...compact(args) },
        outputs: [...nodeOutputs],
      },
      name,
      options,
    );
  }
}

/** What the handlers add to a node's inputs. */
const nodeOutputs = [
  "nodeId",
  "address",
  "machineAddress",
  "status",
  "leader",
  "reachability",
  "engineVersion",
  "hostname",
  "otherLabels",
  "stateVersion",
];
