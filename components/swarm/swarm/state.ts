import type { NodeAddresses } from "../node/join";

/** Cluster-wide settings as plain values; what is left out stays as it is on the swarm. */
export interface SwarmSettingsInputs {
  readonly labels?: Readonly<Record<string, string>>;
  readonly taskHistoryRetentionLimit?: number;
  readonly snapshotInterval?: number;
  readonly keepOldSnapshots?: number;
  readonly logEntriesForSlowFollowers?: number;
  readonly dispatcherHeartbeat?: string;
  readonly nodeCertExpiry?: string;
  readonly externalCAs?: readonly ExternalCAInput[];
  readonly signingCACert?: string;
  readonly signingCAKey?: string;
  readonly rotateCA?: string;
  readonly autolock?: boolean;
  readonly rotateUnlockKey?: string;
}

/** An external certificate authority. */
export interface ExternalCAInput {
  readonly protocol?: string;
  readonly url: string;
  readonly options?: Readonly<Record<string, string>>;
  readonly caCert?: string;
}

/** Settings that only an init can make. */
export interface InitOnlyInputs {
  readonly defaultAddressPools?: readonly string[];
  readonly subnetSize?: number;
  readonly dataPathPort?: number;
}

/** Checked inputs of a swarm, as plain values. */
export interface SwarmInputs extends SwarmSettingsInputs, InitOnlyInputs, NodeAddresses {
  /** Identity of the cluster: "project/stack/name". */
  readonly cluster: string;
  /** Folder of docker-machine's store. */
  readonly storePath: string;
  /** Machine on which a new swarm is made; of no meaning later. */
  readonly machine: string;
  readonly machineId?: string;
  readonly adopt?: boolean;
  readonly allowReplace?: boolean;
  readonly recover?: { readonly manager: string; readonly trigger: string };
  /** Put in by a refresh, so that the preview of an update still knows it. */
  readonly swarmId?: string;
}

/** Outputs of a swarm: its inputs, and what the engines made up. */
export interface SwarmState extends SwarmInputs {
  readonly stateVersion: number;
  readonly swarmId: string;
  /** The init-only settings the swarm really has, whether the program states them or not. */
  readonly initSettings: InitOnlyInputs;
  /** Key that unlocks a restarted manager; empty while autolock is off. Secret. */
  readonly unlockKey: string;
  /** The key before the last rotation, which a manager that was off at the time still needs. Secret. */
  readonly previousUnlockKey?: string;
}

/** The names of the settings that an update can change. */
export const settingKeys = [
  "labels",
  "taskHistoryRetentionLimit",
  "snapshotInterval",
  "keepOldSnapshots",
  "logEntriesForSlowFollowers",
  "dispatcherHeartbeat",
  "nodeCertExpiry",
  "externalCAs",
  "signingCACert",
  "signingCAKey",
  "rotateCA",
  "autolock",
  "rotateUnlockKey",
] as const satisfies readonly (keyof SwarmInputs)[];

/** The names of the settings whose change replaces the swarm. */
export const initOnlyKeys = [
  "defaultAddressPools",
  "subnetSize",
  "dataPathPort",
] as const satisfies readonly (keyof SwarmInputs)[];

/** All inputs' names; all of them are stored as outputs too. */
export const swarmInputKeys = [
  ...settingKeys,
  ...initOnlyKeys,
  "cluster",
  "storePath",
  "machine",
  "machineId",
  "advertiseAddress",
  "listenAddress",
  "dataPathAddress",
  "adopt",
  "allowReplace",
  "recover",
  "swarmId",
] as const satisfies readonly (keyof SwarmInputs)[];

/** Version of the outputs' shape. Every later version of the handlers must be able to read it. */
export const swarmStateVersion = 1;
