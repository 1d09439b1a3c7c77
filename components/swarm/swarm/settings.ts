import type * as pulumi from "@pulumi/pulumi";
import { labels, text, trigger, truth, wholeNumber } from "../rules";
import { certificateExpiry, heartbeat } from "./duration";
import type { SwarmSettings } from "./resource";
import { addressPools, externalCAs, pem, recovery, signingCAProblem, subnetProblem } from "./rules";
import {
  durationField,
  externalCAsField,
  field,
  labelsField,
  rotationField,
  signingCertField,
  signingKeyField,
  type SwarmSetting,
} from "./spec-fields";

/** Every cluster-wide setting: the one place that a new one is added to, beside its line in docs/settings.md. */
export const swarmSettings = {
  labels: {
    rule: labels,
    meaning: "labels of the swarm; keys set elsewhere are kept, a key you delete is removed",
    default: "none",
    change: "in place",
    ...labelsField,
  },
  taskHistoryRetentionLimit: {
    rule: wholeNumber(0),
    meaning: "finished tasks to keep for each slot of a service",
    default: "5",
    change: "in place",
    ...field("Orchestration", "TaskHistoryRetentionLimit"),
  },
  snapshotInterval: {
    rule: wholeNumber(1),
    meaning: "raft log entries between two snapshots",
    default: "10000",
    change: "in place",
    ...field("Raft", "SnapshotInterval"),
  },
  keepOldSnapshots: {
    rule: wholeNumber(0),
    meaning: "old snapshots to keep besides the newest",
    default: "0",
    change: "in place",
    ...field("Raft", "KeepOldSnapshots", 0),
  },
  logEntriesForSlowFollowers: {
    rule: wholeNumber(0),
    meaning: "raft log entries to keep for managers that lag behind",
    default: "500",
    change: "in place",
    ...field("Raft", "LogEntriesForSlowFollowers"),
  },
  dispatcherHeartbeat: {
    rule: heartbeat,
    meaning:
      "time between heartbeats; a node that misses three is down; below `2s` one may stay down after an election",
    default: "`5s`",
    change: "in place",
    ...durationField("Dispatcher", "HeartbeatPeriod"),
  },
  nodeCertExpiry: {
    rule: certificateExpiry,
    meaning: "validity of a node's certificate, at least `1h`",
    default: "`2160h`",
    change: "in place",
    ...durationField("CAConfig", "NodeCertExpiry"),
  },
  externalCAs: {
    rule: externalCAs,
    meaning: "external signing authorities: `url`, `options`, `caCert`",
    default: "none",
    change: "in place",
    ...externalCAsField,
  },
  signingCACert: {
    rule: pem,
    meaning: "certificate of your own authority, PEM",
    default: "created by the swarm",
    change: "in place",
    clash: (cert, { signingCAKey }) => signingCAProblem(cert, signingCAKey),
    ...signingCertField,
  },
  signingCAKey: {
    rule: pem,
    meaning: "its private key, PEM; secret",
    default: "created by the swarm",
    change: "in place",
    secret: true,
    clash: (_key, { signingCACert }) =>
      signingCACert === undefined ? "signingCACert is needed with it" : undefined,
    ...signingKeyField,
  },
  rotateCA: {
    rule: trigger,
    meaning: "trigger: replaces the certificate authority; `up` waits until every node has a new certificate",
    default: "never",
    change: "order",
    ...rotationField,
  },
  autolock: {
    rule: truth,
    meaning: "managers need the unlock key after a restart of their engine",
    default: "`false`",
    change: "in place",
    ...field("EncryptionConfig", "AutoLockManagers"),
  },
  rotateUnlockKey: {
    rule: trigger,
    meaning: "trigger: rotates the unlock key",
    default: "never",
    change: "order",
  },
  defaultAddressPools: {
    rule: addressPools,
    meaning: "address pools of overlay networks, CIDR; must not overlap the local hosts'",
    default: '`["10.0.0.0/8"]`',
    change: "replace",
    initField: "DefaultAddrPool",
    read: ({ DefaultAddrPool: pools }) => (pools?.length ? [...pools] : ["10.0.0.0/8"]),
  },
  subnetSize: {
    rule: wholeNumber(1, 29, ", the prefix length of each network,"),
    meaning: "prefix length of the networks in the pools",
    default: "24",
    change: "replace",
    initField: "SubnetSize",
    clash: (size, { defaultAddressPools }) => subnetProblem(size, defaultAddressPools),
    // Engines leave out what is at its default.
    read: (swarm) => swarm.SubnetSize || 24,
  },
  dataPathPort: {
    rule: wholeNumber(1024, 49151),
    meaning: "UDP port of overlay traffic, 1024 to 49151",
    default: "4789",
    change: "replace",
    initField: "DataPathPort",
    read: (swarm) => swarm.DataPathPort || 4789,
  },
  allowReplace: {
    rule: truth,
    meaning: "allows a replacement that loses the other nodes and the services; otherwise `up` fails",
    default: "`false`",
    change: "order",
  },
  adopt: {
    rule: truth,
    meaning: "takes over a swarm that already exists on the first manager's machine",
    default: "`false`",
    change: "order",
  },
  restore: {
    rule: text,
    meaning: "path of a backup that a new swarm begins with, relative to the project or absolute",
    default: "none",
    change: "order",
  },
  recover: {
    rule: recovery,
    meaning: "`manager` and `trigger`: makes that manager the only one after the quorum is lost for good",
    default: "never",
    change: "order",
  },
} as const satisfies { readonly [K in keyof SwarmSettings]-?: SwarmSetting<Plain<SwarmSettings[K]>> };

/** The value that an input stands for. */
type Plain<T> = NonNullable<pulumi.Unwrap<T>>;
