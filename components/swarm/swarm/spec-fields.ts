import { isDeepStrictEqual } from "node:util";
import type { ExternalCASpec, InitRequest, Swarm, SwarmSpec } from "../../engine/types";
import { isNewTrigger } from "../change";
import { compact } from "../handlers";
import { ownLabels, withOwnLabels } from "../node/labels";
import type { Setting } from "../setting";
import { durationText, nanoseconds } from "./duration";
import type { ExternalCA } from "./resource";

/** A cluster-wide setting, and how the engine keeps it. */
export interface SwarmSetting<T = unknown> extends Setting<T>, SpecField<T> {
  /** Where a request to init a swarm has it, if only an init can set it. */
  readonly initField?: keyof InitRequest;
}

/** How a setting goes into the engine's spec and comes from it. */
export interface SpecField<T> {
  /** The spec with a value in it; undefined, which the program does not state, leaves it as it is. */
  write?(spec: SwarmSpec, value: T | undefined, change: SettingsChange): SwarmSpec;
  /** The real value of a stated setting, written as the program writes it where they agree. */
  read?(swarm: Swarm, stated: T): T | undefined;
}

/** All settings as they shall be, and as they were applied last; nothing was applied to a new swarm. */
export interface SettingsChange {
  readonly news: Values;
  readonly olds?: Values;
}

type Values = Readonly<Record<string, unknown>>;
type Group = "Orchestration" | "Raft" | "Dispatcher" | "CAConfig" | "EncryptionConfig";

/** A field that holds the very value of a setting. */
export function field<G extends Group, F extends keyof SwarmSpec[G]>(
  group: G,
  name: F,
  whenAbsent?: SwarmSpec[G][F],
): SpecField<NonNullable<SwarmSpec[G][F]>> {
  return {
    write: (spec, value) => withField(spec, group, name, value),
    read: ({ Spec }) => (Spec[group][name] ?? whenAbsent) as NonNullable<SwarmSpec[G][F]> | undefined,
  };
}

/** A field that holds a duration in nanoseconds. */
export function durationField(
  ...[group, name]: ["Dispatcher", "HeartbeatPeriod"] | ["CAConfig", "NodeCertExpiry"]
): SpecField<string> {
  const valueIn = (spec: SwarmSpec) => (spec[group] as Record<string, number | undefined>)[name];
  return {
    write: (spec, value) =>
      value === undefined ? spec : { ...spec, [group]: { ...spec[group], [name]: nanoseconds(value) } },
    read: ({ Spec }, stated) => {
      const actual = valueIn(Spec);
      return actual === undefined || nanoseconds(stated) === actual ? stated : durationText(actual);
    },
  };
}

/** The labels of the swarm: those that are taken out of the program are taken off, others are left alone. */
export const labelsField: SpecField<Record<string, string>> = {
  write: (spec, value = {}, { olds }) => ({
    ...spec,
    Labels: withOwnLabels(spec.Labels, value, (olds?.labels ?? {}) as Record<string, string>),
  }),
  read: ({ Spec }, stated) => ownLabels(Spec.Labels, stated),
};

/** The external certificate authorities, each with what the program leaves out. */
export const externalCAsField: SpecField<ExternalCA[]> = {
  write: (spec, value) => withField(spec, "CAConfig", "ExternalCAs", value?.map(toExternalCASpec)),
  read: ({ Spec }, stated) => {
    const actual = (Spec.CAConfig.ExternalCAs ?? []).map(fromExternalCASpec);
    return isDeepStrictEqual(stated.map(toExternalCASpec).map(fromExternalCASpec), actual) ? stated : actual;
  },
};

/** The certificate of an own authority; sent, with its key, only when one of them changed. */
export const signingCertField: SpecField<string> = {
  write: (spec, value, change) =>
    hasNewSigningCA(change) ? withField(spec, "CAConfig", "SigningCACert", value) : spec,
  read: ({ TLSInfo }, stated) => {
    const trusted = TLSInfo?.TrustRoot;
    return trusted === undefined || stated.trim() === trusted.trim() ? stated : trusted;
  },
};

/** The key of an own authority, which no engine tells. */
export const signingKeyField: SpecField<string> = {
  write: (spec, value, change) =>
    hasNewSigningCA(change) ? withField(spec, "CAConfig", "SigningCAKey", value) : spec,
};

/** The trigger that replaces the certificate authority: the spec counts the replacements. */
export const rotationField: SpecField<string> = {
  write: (spec, value, { olds }) =>
    isNewTrigger(value, olds?.rotateCA, olds)
      ? withField(spec, "CAConfig", "ForceRotate", (spec.CAConfig.ForceRotate ?? 0) + 1)
      : spec,
};

function withField<G extends Group, F extends keyof SwarmSpec[G]>(
  spec: SwarmSpec,
  group: G,
  name: F,
  value: SwarmSpec[G][F] | undefined,
): SwarmSpec {
  return value === undefined ? spec : { ...spec, [group]: { ...spec[group], [name]: value } };
}

function hasNewSigningCA({ news, olds }: SettingsChange): boolean {
  if (news.signingCACert === undefined) return false;
  return news.signingCACert !== olds?.signingCACert || news.signingCAKey !== olds?.signingCAKey;
}

function toExternalCASpec(ca: ExternalCA): ExternalCASpec {
  const { protocol = "cfssl", url, options, caCert } = ca;
  return compact({ Protocol: protocol, URL: url, Options: options && { ...options }, CACert: caCert });
}

function fromExternalCASpec(ca: ExternalCASpec): ExternalCA {
  const options = Object.keys(ca.Options ?? {}).length > 0 ? ca.Options : undefined;
  return compact({ protocol: ca.Protocol, url: ca.URL, options, caCert: ca.CACert || undefined });
}
