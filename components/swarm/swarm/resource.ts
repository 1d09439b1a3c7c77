import * as pulumi from "@pulumi/pulumi";
import { DynamicResource } from "../dynamic";
import { swarmSettings } from "./settings";
import type { SwarmSetting } from "./spec-fields";

/**
 * Cluster-wide settings of a swarm. What you leave out keeps its value on the swarm. Durations are written "72h", "5s".
 * Defaults are SwarmKit's (moby, api/types/swarm).
 */
export interface SwarmSettings {
  /** Labels of the swarm. Labels set elsewhere are kept. @default none */
  readonly labels?: pulumi.Input<Record<string, pulumi.Input<string>>>;
  /** Finished tasks to keep for each slot of a service. @default 5 */
  readonly taskHistoryRetentionLimit?: pulumi.Input<number>;
  /** Raft log entries between two snapshots. @default 10000 */
  readonly snapshotInterval?: pulumi.Input<number>;
  /** Old snapshots to keep besides the newest. @default 0 */
  readonly keepOldSnapshots?: pulumi.Input<number>;
  /** Raft log entries to keep for managers that lag behind. @default 500 */
  readonly logEntriesForSlowFollowers?: pulumi.Input<number>;
  /** Time between heartbeats of a node; one that misses three is down. @default "5s" */
  readonly dispatcherHeartbeat?: pulumi.Input<string>;
  /** Validity of a node's certificate, at least an hour. @default "2160h", 90 days */
  readonly nodeCertExpiry?: pulumi.Input<string>;
  /** External signing authorities. @default none: the managers sign */
  readonly externalCAs?: pulumi.Input<pulumi.Input<ExternalCA>[]>;
  /** Certificate of your own authority, PEM; together with `signingCAKey`. @default created by the swarm */
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
  /** Prefix length of the networks in the pools. Only at init: a change replaces the swarm. @default 24 */
  readonly subnetSize?: pulumi.Input<number>;
  /** UDP port of overlay traffic, 1024 to 49151. Only at init: a change replaces the swarm. @default 4789 */
  readonly dataPathPort?: pulumi.Input<number>;
  /** Allow a replacement of the swarm that loses its other nodes and its services. @default false */
  readonly allowReplace?: pulumi.Input<boolean>;
  /** Take over a swarm that already exists on the first manager's machine. @default false */
  readonly adopt?: pulumi.Input<boolean>;
  /**
   * Begin a new swarm with a backup (`npm run swarm -- backup FILE`): path of the file, relative to the project or absolute.
   * Its passphrase is in SWARM_BACKUP_PASSPHRASE. Of no meaning once the swarm is there. @default none
   */
  readonly restore?: pulumi.Input<string>;
  /** Make one manager the only one after the quorum is lost for good. @default never */
  readonly recover?: pulumi.Input<SwarmRecovery>;
}

/** An external certificate authority. */
export interface ExternalCA {
  /** Its protocol. @default "cfssl", the only one */
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
  /** Machine of the manager whose data is kept. */
  readonly manager: string;
  /** A new value orders one recovery, such as a date. */
  readonly trigger: string;
}

/** Arguments of a {@link Swarm}. */
export interface SwarmArgs extends SwarmSettings {
  /** Identity of the cluster, by which a swarm is recognised as this one: "project/stack/name". */
  readonly cluster: pulumi.Input<string>;
  /** Folder of docker-machine's store. */
  readonly storePath: pulumi.Input<string>;
  /** Machine on which a new swarm is initialised. Of no meaning later: any manager will do. */
  readonly machine: pulumi.Input<string>;
  /** Identity of that machine, so that it is created first. */
  readonly machineId: pulumi.Input<string>;
  /** Address through which the first manager is reached. @default the machine's address */
  readonly advertiseAddress?: pulumi.Input<string>;
  /** Address the first manager listens on. @default "0.0.0.0:2377" */
  readonly listenAddress?: pulumi.Input<string>;
  /** Address of the first manager's overlay traffic. @default the advertise address */
  readonly dataPathAddress?: pulumi.Input<string>;
}

/** A swarm and its cluster-wide settings: initialised on one machine, then managed through any of its managers. */
export class Swarm extends DynamicResource {
  /** Identity of the cluster it was initialised for: "project/stack/name". */
  declare readonly cluster: pulumi.Output<string>;
  /** ID of the swarm. */
  declare readonly swarmId: pulumi.Output<string>;
  /** Machine that it was initialised on. */
  declare readonly machine: pulumi.Output<string>;
  /** Key that unlocks a manager after a restart; empty while autolock is off. Secret. */
  declare readonly unlockKey: pulumi.Output<string>;

  /**
   * @param name name of the resource
   * @param args see {@link SwarmArgs}
   * @param options those of every Pulumi resource. @default Pulumi's
   */
  constructor(name: string, args: SwarmArgs, options?: pulumi.CustomResourceOptions) {
    super(
      {
        type: "Swarm",
        provider: "swarm/swarm.provider",
        inputs: { ...args, ...secretSettings(args) },
        outputs: [
          "swarmId",
          "unlockKey",
          "previousUnlockKey",
          "formerUnlockKeys",
          "initSettings",
          "stateVersion",
        ],
        secretOutputs: ["unlockKey", "previousUnlockKey", "formerUnlockKeys", ...secretKeys],
      },
      name,
      options,
    );
  }
}

const secretKeys = Object.entries<SwarmSetting>(swarmSettings).flatMap(([key, { secret }]) =>
  secret ? [key] : [],
);

function secretSettings(args: object): pulumi.Inputs {
  const secrets = Object.entries(args).filter(([key, value]) => value && secretKeys.includes(key));
  return Object.fromEntries(secrets.map(([key, value]) => [key, pulumi.secret(value)]));
}
