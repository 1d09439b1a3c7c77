import { isDeepStrictEqual } from "node:util";
import type { ExternalCASpec, Swarm, SwarmSpec } from "../../engine/types";
import { durationText, nanoseconds } from "./duration";
import { ownLabels, reservedPrefix, withOwnLabels } from "../node/labels";
import { compact, pick } from "../handlers";
import {
  settingKeys,
  type ExternalCAInput,
  type InitOnlyInputs,
  type SwarmInputs,
  type SwarmSettingsInputs,
} from "./state";

/** Label of a swarm that says which program it belongs to, so that an init whose record was lost is recognised. */
export const clusterLabel = `${reservedPrefix}cluster`;

/** What a swarm is made with before anything is known of it. */
export const emptySpec: SwarmSpec = {
  Name: "default",
  Labels: {},
  Orchestration: {},
  Raft: {},
  Dispatcher: {},
  CAConfig: {},
  EncryptionConfig: { AutoLockManagers: false },
  TaskDefaults: {},
};

/**
 * The spec with the program's settings put in; all that the program does not state stays as it is.
 * @param olds what was applied last: triggers act and signing certificates are sent only when they changed since
 */
export function specWith(spec: SwarmSpec, news: SwarmInputs, olds?: Partial<SwarmInputs>): SwarmSpec {
  const duration = (text?: string) => (text === undefined ? undefined : nanoseconds(text));
  const labels = withOwnLabels(spec.Labels, news.labels ?? {}, olds?.labels ?? {});
  return {
    ...spec,
    Labels: { ...labels, [clusterLabel]: news.cluster },
    Orchestration: merge(spec.Orchestration, { TaskHistoryRetentionLimit: news.taskHistoryRetentionLimit }),
    Raft: merge(spec.Raft, {
      SnapshotInterval: news.snapshotInterval,
      KeepOldSnapshots: news.keepOldSnapshots,
      LogEntriesForSlowFollowers: news.logEntriesForSlowFollowers,
    }),
    Dispatcher: merge(spec.Dispatcher, { HeartbeatPeriod: duration(news.dispatcherHeartbeat) }),
    CAConfig: merge(spec.CAConfig, {
      NodeCertExpiry: duration(news.nodeCertExpiry),
      ExternalCAs: news.externalCAs?.map(toExternalCASpec),
      ...(isNewTrigger(news.rotateCA, olds?.rotateCA, olds) && {
        ForceRotate: (spec.CAConfig.ForceRotate ?? 0) + 1,
      }),
      ...(hasNewSigningCA(news, olds) && {
        SigningCACert: news.signingCACert,
        SigningCAKey: news.signingCAKey,
      }),
    }),
    EncryptionConfig: merge(spec.EncryptionConfig, { AutoLockManagers: news.autolock }),
  };
}

/** Whether a trigger has a new value; the first value of a new resource only sets the mark. */
export function isNewTrigger(value: unknown, before: unknown, olds: object | undefined): boolean {
  return olds !== undefined && value !== undefined && !isDeepStrictEqual(value, before);
}

/** The stated settings as they really are on the swarm, written as the program writes them where they agree. */
export function actualSettings(swarm: Swarm, stated: SwarmSettingsInputs): SwarmSettingsInputs {
  const { Spec: spec } = swarm;
  const duration = (text: string | undefined, ns: number | undefined) =>
    text !== undefined && ns !== undefined && nanoseconds(text) !== ns ? durationText(ns) : text;
  const cas = (spec.CAConfig.ExternalCAs ?? []).map(fromExternalCASpec);
  const actual: SwarmSettingsInputs = {
    labels: ownLabels(spec.Labels, stated.labels ?? {}),
    taskHistoryRetentionLimit: spec.Orchestration.TaskHistoryRetentionLimit,
    snapshotInterval: spec.Raft.SnapshotInterval,
    keepOldSnapshots: spec.Raft.KeepOldSnapshots ?? 0,
    logEntriesForSlowFollowers: spec.Raft.LogEntriesForSlowFollowers,
    dispatcherHeartbeat: duration(stated.dispatcherHeartbeat, spec.Dispatcher.HeartbeatPeriod),
    nodeCertExpiry: duration(stated.nodeCertExpiry, spec.CAConfig.NodeCertExpiry),
    externalCAs: sameCAs(stated.externalCAs, spec) ? stated.externalCAs : cas,
    signingCACert: sameCertificate(stated.signingCACert, swarm)
      ? stated.signingCACert
      : swarm.TLSInfo?.TrustRoot,
    autolock: spec.EncryptionConfig.AutoLockManagers,
  };
  const keys = settingKeys.filter((key) => stated[key] !== undefined);
  return { ...pick(stated, keys), ...pick(actual, keys) };
}

/** The init-only settings of a swarm; engines leave out what is at its default. */
export function actualInitSettings(swarm: Swarm): InitOnlyInputs {
  return {
    defaultAddressPools: swarm.DefaultAddrPool?.length ? [...swarm.DefaultAddrPool] : ["10.0.0.0/8"],
    subnetSize: swarm.SubnetSize || 24,
    dataPathPort: swarm.DataPathPort || 4789,
  };
}

function merge<T extends object>(current: T, stated: Partial<T>): T {
  return { ...current, ...compact(stated) };
}

function hasNewSigningCA(news: SwarmInputs, olds?: Partial<SwarmInputs>): boolean {
  if (news.signingCACert === undefined) return false;
  return news.signingCACert !== olds?.signingCACert || news.signingCAKey !== olds?.signingCAKey;
}

function toExternalCASpec(ca: ExternalCAInput): ExternalCASpec {
  const { protocol = "cfssl", url, options, caCert } = ca;
  return compact({ Protocol: protocol, URL: url, Options: options && { ...options }, CACert: caCert });
}

function fromExternalCASpec(ca: ExternalCASpec): ExternalCAInput {
  const options = Object.keys(ca.Options ?? {}).length > 0 ? ca.Options : undefined;
  return compact({ protocol: ca.Protocol, url: ca.URL, options, caCert: ca.CACert || undefined });
}

function sameCAs(stated: readonly ExternalCAInput[] | undefined, spec: SwarmSpec): boolean {
  const wanted = (stated ?? []).map(toExternalCASpec).map(fromExternalCASpec);
  return isDeepStrictEqual(wanted, (spec.CAConfig.ExternalCAs ?? []).map(fromExternalCASpec));
}

function sameCertificate(stated: string | undefined, swarm: Swarm): boolean {
  const trusted = swarm.TLSInfo?.TrustRoot;
  return stated === undefined || trusted === undefined || stated.trim() === trusted.trim();
}
