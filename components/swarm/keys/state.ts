import { z } from "zod";
import { changedKeys, type Change } from "../change";
import type { CheckResult } from "../handlers";
import { text } from "../rules";
import { checkInputs, whenKnown } from "../setting";
import { keySettings } from "./settings";

/** Checked inputs of a machine's keys, as plain values. */
export interface KeysInputs {
  /** Folder of docker-machine's store. */
  readonly storePath: string;
  /** Name of the machine in the store. */
  readonly machine: string;
  /** Identity of the machine: another one under the same name has other keys. */
  readonly machineId?: string;
  /** A new value replaces the keys, once. */
  readonly rotate?: string;
}

/** Outputs: the inputs, and the keys. */
export interface KeysState extends KeysInputs {
  readonly stateVersion: number;
  /** The machine's bundle as a text of JSON. Secret. */
  readonly keys: string;
  /** Tells one bundle from another. */
  readonly digest: string;
  /** The computer that the machine is a part of; empty where it can be worked on from any. */
  readonly computer: string;
}

/** The inputs' names; all of them are stored as outputs too. */
export const keysInputKeys = ["storePath", "machine", "machineId", "rotate"] as const;

/** Checks the inputs; there is nothing to fill in. */
export function checkKeys(news: object): CheckResult<KeysInputs> {
  return checkInputs(schema, news);
}

const schema = z.looseObject({
  storePath: whenKnown(text),
  machine: whenKnown(text),
  rotate: whenKnown(keySettings.rotateKeys.rule.optional()),
});

/** Another machine has other keys: those of the former one go before it is removed. */
export function diffKeys(olds: KeysState, news: KeysInputs): Change {
  const because = changedKeys<KeysInputs>(olds, news, ["machine", "machineId"]);
  if (because.length > 0) return { action: "replace", because, deleteFirst: true };
  return {
    action: changedKeys<KeysInputs>(olds, news, ["storePath", "rotate"]).length > 0 ? "update" : "none",
  };
}
