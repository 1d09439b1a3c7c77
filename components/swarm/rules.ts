import { z } from "zod";
import { addressProblem } from "../engine/address";
import { labelProblems } from "./node/labels";
import { shown } from "./setting";

/** A rule made of a function that says why a value cannot be used, in one sentence or several. */
export function rule<T>(
  problemsOf: (value: unknown) => string | readonly string[] | undefined,
): z.ZodType<T> {
  const anything = z.unknown() as z.ZodType<T>;
  return anything.superRefine((value, context) => {
    for (const message of [problemsOf(value) ?? []].flat()) context.addIssue({ code: "custom", message });
  });
}

/** A text that is not empty. */
export const text = rule<string>((value) =>
  typeof value === "string" && value.trim() !== "" ? undefined : "a text is required",
);

/** True or false. */
export const truth = rule<boolean>((value) =>
  typeof value === "boolean" ? undefined : `true or false expected, got ${shown(value)}`,
);

/** A whole number within limits, both included. */
export function wholeNumber(least: number, most = Number.MAX_SAFE_INTEGER, unit = ""): z.ZodType<number> {
  const limits = most === Number.MAX_SAFE_INTEGER ? `>= ${least}` : `from ${least} to ${most}`;
  return rule((value) => {
    if (Number.isInteger(value) && (value as number) >= least && (value as number) <= most) return undefined;
    return `whole number ${limits}${unit} expected, got ${shown(value)}`;
  });
}

/** A value whose change asks for something once. */
export const trigger = rule<string>((value) =>
  (typeof value === "string" && value.trim() !== "") || typeof value === "number"
    ? undefined
    : `use a changing value, such as a date, not ${shown(value)}: each new value acts once, and true has no next one`,
);

/** Labels by key, of a node or a swarm. */
export const labels = rule<Record<string, string>>(labelProblems);

/** An IP address or the name of an interface. */
export function address(allow: { readonly zero?: boolean; readonly port?: boolean }): z.ZodType<string> {
  return rule((value) => addressProblem(value, allow));
}
