import type { InitRequest, Swarm, SwarmSpec } from "../../engine/types";
import { compact } from "../handlers";
import { clusterLabel } from "../node/labels";
import { swarmSettings } from "./settings";
import type { SwarmSetting } from "./spec-fields";
import {
  initOnlyKeys,
  settingKeys,
  type InitOnlyInputs,
  type SwarmInputs,
  type SwarmSettingsInputs,
} from "./state";

/** What a swarm is initialised with before anything is known of it. */
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

const settings: Readonly<Record<string, SwarmSetting>> = swarmSettings;

/**
 * The spec with the program's settings in it; all that the program does not state stays as it is.
 * @param olds what was applied last: triggers act and signing certificates are sent only when they changed since
 */
export function specWith(spec: SwarmSpec, news: SwarmInputs, olds?: Partial<SwarmInputs>): SwarmSpec {
  const change = { news: { ...news }, olds: olds && { ...olds } };
  const written = settingKeys.reduce(
    (result, key) => settings[key].write?.(result, news[key], change) ?? result,
    spec,
  );
  return { ...written, Labels: { ...written.Labels, [clusterLabel]: news.cluster } };
}

/** The stated settings as they really are on the swarm, written as the program writes them where they agree. */
export function actualSettings(swarm: Swarm, stated: SwarmSettingsInputs): SwarmSettingsInputs {
  const keys = settingKeys.filter((key) => stated[key] !== undefined);
  const actual = keys.map((key) => [key, settings[key].read?.(swarm, stated[key]) ?? stated[key]]);
  return Object.fromEntries(actual) as SwarmSettingsInputs;
}

/** The init-only settings of a swarm, stated by the program or not. */
export function actualInitSettings(swarm: Swarm): InitOnlyInputs {
  return Object.fromEntries(initOnlyKeys.map((key) => [key, settings[key].read?.(swarm, undefined)]));
}

/** The init-only settings that the program states, as the engine wants them in its request. */
export function initFields(inputs: InitOnlyInputs): Partial<InitRequest> {
  const stated = initOnlyKeys.map((key) => [swarmSettings[key].initField, inputs[key]]);
  return compact(Object.fromEntries(stated)) as Partial<InitRequest>;
}
