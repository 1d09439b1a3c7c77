import { isDeepStrictEqual } from "node:util";
import { isUnknown, type DiffResult } from "./handlers";

/** What Pulumi must do about a resource whose inputs changed. */
export type Change =
  | { readonly action: "none" }
  | { readonly action: "update" }
  | { readonly action: "replace"; readonly because: string[]; readonly deleteFirst: boolean };

/** The change in Pulumi's words. */
export function toDiffResult(change: Change): DiffResult {
  if (change.action !== "replace") return { changes: change.action === "update" };
  // Without `changes` Pulumi would consider the resource unchanged and skip the replacement.
  return { changes: true, replaces: change.because, deleteBeforeReplace: change.deleteFirst };
}

/** Which of the named properties differ; one that is not known yet counts as different. */
export function changedKeys<T extends object>(
  olds: Partial<T>,
  news: Partial<T>,
  keys: readonly (keyof T & string)[],
): string[] {
  return keys.filter((key) => isUnknown(news[key]) || !isDeepStrictEqual(olds[key], news[key]));
}

/** Whether a trigger has a new value; the first value of a new resource is only recorded. */
export function isNewTrigger(value: unknown, before: unknown, olds: object | undefined): boolean {
  return olds !== undefined && value !== undefined && !isDeepStrictEqual(value, before);
}
