import * as pulumi from "@pulumi/pulumi";
import { DynamicResource } from "../dynamic";

/**
 * Cluster-wide settings of a swarm. What is left out stays as it is on the swarm. Durations are written "72h", "5s".
 * Defaults are SwarmKit's (moby, api/types/swarm).
 */
export interface SwarmSettings {
  /** Labels of the swarm. Others on it are left alone. @default none */
  readonly labels?: pulumi.Input<Record<string, pulumi.Input<string>>>;
  /** Finished tasks kept for each slot of a service. @default 5 */
  readonly taskHistoryRetentionLimit?: pulumi.Input<number>;
  /** Raft log entries between two snapshots. @default 10000 */
  readonly snapshotInterval?: pulumi.Input<number>;
  /** Snapshots kept beside the newest. @default 0 */
  readonly keepOldSnapshots?: pulumi.Input<number>;
  /** Raft log entries kept for managers that lag behind. @default 500 */
  readonly logEntriesForSlowFollowers?: pulumi.Input<number>;
  /** Time between two heartbeats of a node; one that misses three is down. @default "5s" */
  readonly dispatcherHeartbeat?: pulumi.Input<string>;
  /** How long a node's certificate is good for; an hour at least. @default "2160h", 90 days */
  readonly nodeCertExpiry?: pulumi.Input<string>;
  /** External certificate authorities. @default none: the managers sign */
  readonly externalCAs?: pulumi.Input<pulumi.Input<ExternalCA>[]>;
  /** Certificate of an own authority, PEM; together with `signingCAKey`. @default made by the swarm */
  readonly signingCACert?: pulumi.Input<string>;
  /** Private key of that authority, PEM. Secret. */
  readonly signingCAKey?: pulumi.Input<string>;
  /** A new value replaces the certificate authority, once. @default never */
  readonly rotateCA?: pulumi.Input<string>;
  /** Managers need the unlock key after a restart of their engine. @default false */
  readonly autolock?: pulumi.Input<boolean>;
  /** A new value rotates the unlock key, once. @default never */
  readonly rotateUnlockKey?: pulumi.Input<string>;
  /** Address pools of overlay networks, CIDR. Only at init: a change replaces the swarm. @default ["10.0.0.0/8"] */
  readonly defaultAddressPools?: pulumi.Input<pulumi.Input<string>[]>;
  /** Prefix length of networks cut from the pools. Only at init: a change replaces the swarm. @default 24 */
  readonly subnetSize?: pulumi.Input<number>;
  /** UDP port of overlay traffic, 1024 to 49151. Only at init: a change replaces the swarm. @default 4789 */
  readonly dataPathPort?: pulumi.Input<number>;
  /** Allow a replacement of the swarm that loses its nodes and services. @default false */
  readonly allowReplace?: pulumi.Input<boolean>;
  /** Take over a swarm that is on the founding machine already. @default false */
  readonly adopt?: pulumi.Input<boolean>;
  /** Force a new swarm out of one surviving manager after the quorum was lost for good. @default never */
  readonly recover?: pulumi.Input<SwarmRecovery>;
}

/** An external certificate authority. */
export interface ExternalCA {
  /** The protocol it speaks. @default "cfssl", the only one there is */
  readonly protocol?: string;
  /** Where it signs, "https://...". */
  readonly url: string;
  /** Further options of the protocol. @default none */
  readonly options?: Readonly<Record<string, string>>;
  /** Its certificate, PEM. @default the swarm's own root */
  readonly caCert?: string;
}

/** An order to recover a swarm that lost its quorum. */
export interface SwarmRecovery {
  /** Name of the manager's machine whose data is to survive. */
  readonly manager: string;
  /** A new value orders one recovery: a date, for example. */
  readonly trigger: string;
}

/** Arguments of a {@link Swarm}. */
export interface SwarmArgs extends SwarmSettings {
  /** Identity of the cluster, by which a swarm is recognised as this one: "project/stack/name". */
  readonly cluster: pulumi.Input<string>;
  /** Folder of docker-machine's store. */
  readonly storePath: pulumi.Input<string>;
  /** Machine on which a new swarm is made. Of no meaning later: any manager will do. */
  readonly machine: pulumi.Input<string>;
  /** Identity of that machine, so that it is made before. */
  readonly machineId: pulumi.Input<string>;
  /** Address the founding manager is reached by. @default the machine's address */
  readonly advertiseAddress?: pulumi.Input<string>;
  /** Address the founding manager listens on. @default "0.0.0.0:2377" */
  readonly listenAddress?: pulumi.Input<string>;
  /** Address of the founding manager's overlay traffic. @default the advertise address */
  readonly dataPathAddress?: pulumi.Input<string>;
}

/** A swarm and its cluster-wide settings, made by `init` on one machine and kept by whichever managers there are. */
export class Swarm extends DynamicResource {
  /** ID of the swarm. */
  declare readonly swarmId: pulumi.Output<string>;
  /** Key that unlocks a manager after a restart; empty while autolock is off. Secret. */
  declare readonly unlockKey: pulumi.Output<string>;

  constructor(name: string, args: SwarmArgs, options?: pulumi.CustomResourceOptions) {
    super(
      {
        type: "Swarm",
        provider: "swarm/swarm.provider",
        inputs: { ...args, signingCAKey: args.signingCAKey && pulumi.secret(args.signingCAKey) },
        outputs: ["swarmId", "unlockKey", "previousUnlockKey", "initSettings", "stateVersion"],
        secretOutputs: ["unlockKey", "previousUnlockKey", "signingCAKey"],
      },
      name,
      options,
    );
  }
}
