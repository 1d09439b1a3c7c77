import type { z } from "zod";
import { nearest } from "../../lib/nearest";
import { knownKeys } from "./schema";

type Issue = z.core.$ZodIssue;

/**
 * Zod's findings as sentences of the form `nodes[1].role: "Manager": one of manager, worker expected`, each naming
 * the property, its value and the rule.
 */
export function shapeFaults(issues: readonly Issue[]): string[] {
  return issues.flatMap((issue) => {
    if (issue.code === "unrecognized_keys") return issue.keys.map((key) => unknownKey(issue.path, key));
    return [`${pathText(issue.path)}: ${valueText(issue.input)}${rule(issue)}`];
  });
}

/** A property path as `pulumi config set --path` takes it: `nodes[1].role`. */
export function pathText(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, part) => {
    if (typeof part === "number") return `${text}[${part}]`;
    return text === "" ? String(part) : `${text}.${String(part)}`;
  }, "");
}

function unknownKey(path: readonly PropertyKey[], key: string): string {
  const known = knownKeys(path);
  const near = nearest(key, known);
  const hint = near ? `did you mean ${near}?` : `known are ${known.join(", ")}`;
  return `${pathText([...path, key])}: there is no such setting; ${hint}`;
}

function valueText(value: unknown): string {
  return value === undefined ? "" : `${JSON.stringify(value)}: `;
}

function rule(issue: Issue): string {
  switch (issue.code) {
    case "invalid_value":
      return `${issue.values.join(" | ")} expected`;
    case "invalid_type":
      return issue.input === undefined
        ? `is missing; ${issue.expected} expected`
        : `${issue.expected} expected`;
    default:
      return issue.message;
  }
}
