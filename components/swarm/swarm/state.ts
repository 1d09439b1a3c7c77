import { z } from "zod";
import { changedKeys, type Change } from "../change";
import { compact, type CheckResult } from "../handlers";
import type { NodeAddresses } from "../node/addresses";
import { nodeSettings } from "../node/settings";
import { text } from "../rules";
import { checkInputs, clashes, fieldsOf, whenKnown } from "../setting";
import { swarmSettings } from "./settings";

type Table = typeof swarmSettings;
type Keys<C> = { [K in keyof Table]: Table[K]["change"] extends C ? K : never }[keyof Table];
type Values<K extends keyof Table> = { readonly [P in K]?: z.output<Table[P]["rule"]> };

/** Settings that an update can change, as plain values; what is left out stays as it is on the swarm. */
export type SwarmSettingsInputs = Values<Keys<"in place" | "order">>;

/** Settings that only an init can set. */
export type InitOnlyInputs = Values<Keys<"replace">>;

/** Checked inputs of a swarm, as plain values. */
export interface SwarmInputs extends SwarmSettingsInputs, InitOnlyInputs, NodeAddresses {
  /** Identity of the cluster: "project/stack/name". */
  readonly cluster: string;
  /** Folder of docker-machine's store. */
  readonly storePath: string;
  /** Machine on which a new swarm is initialised; of no meaning later. */
  readonly machine: string;
  readonly machineId?: string;
  /** Put in by a refresh, so that the preview of an update still knows it. */
  readonly swarmId?: string;
}

/** Outputs of a swarm: its inputs, and what the engines add to them. */
export interface SwarmState extends SwarmInputs {
  readonly stateVersion: number;
  readonly swarmId: string;
  /** The init-only settings the swarm really has, whether the program states them or not. */
  readonly initSettings: InitOnlyInputs;
  /** Key that unlocks a restarted manager; empty while autolock is off. Secret. */
  readonly unlockKey: string;
  /** The key before the last rotation, which a manager that was off at the time still needs. Secret. */
  readonly previousUnlockKey?: string;
  /** Keys from before that one, newest first, until every node was seen to run with a newer one. Secret. */
  readonly formerUnlockKeys?: readonly string[];
}

/** Every unlock key that is known of a swarm, newest first. */
export function unlockKeysOf(state: Partial<SwarmState>): string[] {
  const { unlockKey, previousUnlockKey, formerUnlockKeys = [] } = state;
  const keys = [unlockKey, previousUnlockKey, ...formerUnlockKeys];
  return [...new Set(keys.filter((key): key is string => Boolean(key)))];
}

const keys = Object.keys(swarmSettings) as (keyof Table)[];

/** The names of the settings that an update can change. */
export const settingKeys = keys.filter((key) => swarmSettings[key].change !== "replace") as Keys<
  "in place" | "order"
>[];

/** The names of the settings whose change replaces the swarm. */
export const initOnlyKeys = keys.filter(
  (key) => swarmSettings[key].change === "replace",
) as Keys<"replace">[];

/** All inputs' names; all of them are stored as outputs too. */
export const swarmInputKeys = [
  ...keys,
  "cluster",
  "storePath",
  "machine",
  "machineId",
  "advertiseAddress",
  "listenAddress",
  "dataPathAddress",
  "swarmId",
] as const satisfies readonly (keyof SwarmInputs)[];

/** Version of the outputs' shape. Every later version of the handlers must be able to read it. */
export const swarmStateVersion = 1;

/**
 * Checks a swarm's inputs; nothing is filled in, since what is left out stays as it is on the swarm.
 * @param olds inputs of the last run, or of the refresh since; Pulumi gives none for a replacement
 */
export function checkSwarm(news: object, olds?: unknown): CheckResult<SwarmInputs> {
  // In the preview of an update the outputs are unknown, and then all that refers to the swarm seems to be replaced.
  const { swarmId } = (olds ?? {}) as Partial<SwarmInputs>;
  return checkInputs(schema, compact({ ...news, swarmId }));
}

/**
 * What a change of a swarm's inputs means. The machine it was initialised on means nothing any more: any manager
 * will do. A setting that is taken out of the program stays as it is on the swarm.
 *
 * A replacement is created before the old swarm is deleted: only so can create refuse it before anything is touched.
 */
export function diffSwarm(olds: SwarmState, news: SwarmInputs): Change {
  const stated = initOnlyKeys.filter(
    (key) => news[key] !== undefined && olds.initSettings?.[key] !== undefined,
  );
  const because = changedKeys<SwarmInputs>(olds.initSettings, news, stated);
  if (because.length > 0) return { action: "replace", because, deleteFirst: false };
  const inPlace = changedKeys<SwarmInputs>(olds, news, [
    ...settingKeys,
    ...initOnlyKeys,
    "cluster",
    "storePath",
  ]);
  return { action: inPlace.length > 0 ? "update" : "none" };
}

const { advertiseAddress, listenAddress, dataPathAddress } = fieldsOf(nodeSettings);

const schema = z
  .looseObject({
    cluster: whenKnown(text),
    storePath: whenKnown(text),
    machine: whenKnown(text),
    ...fieldsOf(swarmSettings),
    advertiseAddress,
    listenAddress,
    dataPathAddress,
  })
  .superRefine(clashes(swarmSettings));
