import { closest, distance } from "fastest-levenshtein";

/**
 * The known name that a mistyped one most likely means.
 * @returns undefined where none is near enough (more than a third of the letters differ)
 */
export function nearest(name: string, known: readonly string[]): string | undefined {
  if (known.length === 0) return undefined;
  const near = closest(name, known);
  return distance(name, near) <= Math.max(1, Math.ceil(name.length / 3)) ? near : undefined;
}
