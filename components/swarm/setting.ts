import { z } from "zod";
import { isUnknown, unknownValue, type CheckFailure } from "./handlers";

/**
 * One description of one setting. Checks, the schema of the configuration, key lists and what a change means are derived
 * from it, and a test compares docs/settings.md with it.
 */
export interface Setting<T = unknown> {
  /** What a value must be. Its message is complete: it shows the value, but never a secret one. */
  readonly rule: z.ZodType<T>;
  /** What it means: the sentence of docs/settings.md. */
  readonly meaning: string;
  /** Its default, as docs/settings.md writes it. */
  readonly default: string;
  /**
   * What a change does: update in place, replace the resource, or give an order, which is not one of the engine's
   * settings but tells `up` what to do once, or what it may do.
   */
  readonly change: "in place" | "replace" | "order";
  /** Whether Pulumi must encrypt it. @default false */
  readonly secret?: boolean;
  /** Why it does not fit other settings; undefined where it does. */
  clash?(value: T, all: Readonly<Record<string, unknown>>): string | undefined;
}

/** Any number of settings by their keys. */
export type Settings = Readonly<Record<string, Setting>>;

/** The rule of each setting, which may be left out and is passed over while its value is not known yet. */
export function fieldsOf(settings: Settings): Record<string, z.ZodType> {
  return Object.fromEntries(
    Object.entries(settings).map(([key, { rule }]) => [key, whenKnown(rule.optional())]),
  );
}

/** What is filled in for the settings that a program leaves out, where their rules have a default. */
export function defaultsOf(settings: Settings): Record<string, unknown> {
  const defaults = Object.entries(settings).map(([key, { rule }]) => [key, rule.safeParse(undefined).data]);
  return Object.fromEntries(defaults.filter(([, value]) => value !== undefined)) as Record<string, unknown>;
}

/** A rule that passes over values that are not known yet: Pulumi's stand-in for them, outputs and promises. */
export function whenKnown(rule: z.ZodType): z.ZodType {
  const inner = z.unknown().optional();
  return inner.transform((value, context) => {
    // Zod would wait for a promise.
    if (isLater(value)) return value instanceof Promise ? unknownValue : value;
    const checked = rule.safeParse(value, { reportInput: true, error: explain });
    for (const { message } of checked.error?.issues ?? [])
      context.addIssue({ code: "custom", message, continue: true });
    return checked.success ? checked.data : value;
  });
}

/** A refinement of an object: reports settings that do not fit each other. */
export function clashes(settings: Settings) {
  return (all: Readonly<Record<string, unknown>>, context: z.RefinementCtx): void => {
    for (const [key, setting] of Object.entries(settings)) {
      const value = all[key];
      if (value === undefined || isLater(value)) continue;
      const message = setting.clash?.(value, all);
      if (message) context.addIssue({ code: "custom", path: [key], message });
    }
  };
}

/** Checks a resource's inputs, all problems together, and fills in the defaults of the rules. */
export function checkInputs<I extends object>(schema: z.ZodType, inputs: object) {
  const checked = schema.safeParse(inputs, { reportInput: true });
  const failures: CheckFailure[] = (checked.error?.issues ?? []).map(({ path, message }) => ({
    property: String(path[0]),
    reason: message,
  }));
  return { inputs: (checked.success ? checked.data : inputs) as I, failures };
}

/** Whether a value, or anything in it, is known only later. */
export function isLater(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return isUnknown(value);
  const { __pulumiOutput: output, then } = value as { __pulumiOutput?: unknown; then?: unknown };
  return output === true || typeof then === "function" || Object.values(value).some(isLater);
}

/** The message of a rule that has none of its own: the value and what is expected. */
export const explain: z.core.$ZodErrorMap = (issue) => {
  const given = issue.input === undefined ? "is missing; " : `${shown(issue.input)}: `;
  if (issue.code === "invalid_value") return `${given}${issue.values.join(" | ")} expected`;
  return issue.code === "invalid_type" ? `${given}${issue.expected} expected` : undefined;
};

/** A value in a message. Never use it for a secret. */
export function shown(value: unknown): string {
  return value === undefined ? "nothing" : JSON.stringify(value);
}
