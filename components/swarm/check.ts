import { isUnknown, type CheckFailure } from "./handlers";

/** What is wrong with a value: nothing, one thing, or several. */
export type Rule = (value: unknown, all: Readonly<Record<string, unknown>>) => string | string[] | undefined;

/** A rule that also judges a value that was left out. */
export type RequiredRule = Rule & { readonly required?: true };

/** All faults of an object by its rules. Values not known yet are passed over, and so are those left out. */
export function faults(values: object, rules: Readonly<Record<string, RequiredRule>>): CheckFailure[] {
  const all = values as Readonly<Record<string, unknown>>;
  return Object.entries(rules).flatMap(([property, rule]) => {
    const value = all[property];
    if (isUnknown(value) || (value === undefined && !rule.required)) return [];
    const reasons = [rule(value, all) ?? []].flat();
    return reasons.map((reason) => ({ property, reason }));
  });
}

/** A text that must be there. */
export const requiredText: RequiredRule = Object.assign(
  (value: unknown) => (typeof value === "string" && value.trim() !== "" ? undefined : "a text is required"),
  { required: true } as const,
);

/** One of a few words; must be there. */
export function oneOf(...words: string[]): RequiredRule {
  const text = words.map((word) => `"${word}"`).join(", ");
  const rule = (value: unknown) =>
    words.includes(value as string) ? undefined : `one of ${text} expected, got ${shown(value)}`;
  return Object.assign(rule, { required: true } as const);
}

/** A whole number within limits, both included. */
export function wholeNumber(least: number, most = Number.MAX_SAFE_INTEGER, unit = ""): Rule {
  const limits = most === Number.MAX_SAFE_INTEGER ? `>= ${least}` : `from ${least} to ${most}`;
  return (value) => {
    if (Number.isInteger(value) && (value as number) >= least && (value as number) <= most) return undefined;
    return `whole number ${limits}${unit} expected, got ${shown(value)}`;
  };
}

/** True or false. */
export const truth: Rule = (value) =>
  typeof value === "boolean" ? undefined : `true or false expected, got ${shown(value)}`;

/** A value whose change asks for something once. */
export const trigger: Rule = (value) =>
  (typeof value === "string" && value.trim() !== "") || typeof value === "number"
    ? undefined
    : `use a changing value, such as a date, not ${shown(value)}: each new value acts once, and true has no next one`;

/** A value in a message. Never use it for a secret. */
export function shown(value: unknown): string {
  return value === undefined ? "nothing" : JSON.stringify(value);
}
