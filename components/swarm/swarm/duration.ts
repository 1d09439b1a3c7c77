import { rule } from "../rules";
import { shown } from "../setting";

const units: Readonly<Record<string, number>> = { ns: 1, us: 1e3, ms: 1e6, s: 1e9, m: 60e9, h: 3600e9 };
const part = /(\d+(?:\.\d+)?)(ns|us|ms|s|m|h)/g;

/** Time between two heartbeats of a node. */
export const heartbeat = rule<string>(
  (value) =>
    durationProblem(value) ??
    (nanoseconds(value as string) === 0 ? `more than nothing expected, such as "5s"` : undefined),
);

/** How long a node's certificate is valid; SwarmKit takes no less than an hour. */
export const certificateExpiry = rule<string>(
  (value) =>
    durationProblem(value) ??
    (nanoseconds(value as string) < units.h
      ? `at least an hour ("1h") expected, got ${shown(value)}`
      : undefined),
);

/**
 * Nanoseconds of a duration as people write it: "72h", "5s", "1h30m".
 * @throws for anything else, negative ones too
 */
export function nanoseconds(text: string): number {
  const problem = durationProblem(text);
  if (problem) throw new Error(problem);
  return Math.round([...text.matchAll(part)].reduce((sum, [, n, unit]) => sum + Number(n) * units[unit], 0));
}

/** Why a value is no duration; undefined where it is one. */
export function durationProblem(text: unknown): string | undefined {
  if (typeof text === "string" && /^(\d+(\.\d+)?(ns|us|ms|s|m|h))+$/.test(text)) return undefined;
  return `a duration with its unit expected, such as "5s", "90m" or "72h", not negative; got ${shown(text)}`;
}

/** The shortest way to write a number of nanoseconds: "72h", "1h30m", "5s". */
export function durationText(ns: number): string {
  let left = ns;
  let text = "";
  for (const unit of ["h", "m", "s", "ms", "us", "ns"]) {
    const count = Math.floor(left / units[unit]);
    if (count > 0) text += `${count}${unit}`;
    left -= count * units[unit];
  }
  return text || "0s";
}
