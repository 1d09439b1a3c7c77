type Labels = Readonly<Record<string, string>>;

/**
 * Labels with those of the program put in: its own keys as it wants them, keys it owned before and no longer wants
 * taken out, and all others as they were.
 */
export function withOwnLabels(
  actual: Labels | null,
  wanted: Labels,
  ownedBefore: Labels,
): Record<string, string> {
  const others = Object.entries(actual ?? {}).filter(([key]) => !(key in ownedBefore));
  return { ...Object.fromEntries(others), ...wanted };
}

/** The program's labels as they are now: a key that is gone is left out. */
export function ownLabels(actual: Labels | null, wanted: Labels): Record<string, string> {
  return Object.fromEntries(Object.entries(actual ?? {}).filter(([key]) => key in wanted));
}

/** Labels that are not the program's. */
export function otherLabels(actual: Labels | null, wanted: Labels): Record<string, string> {
  return Object.fromEntries(Object.entries(actual ?? {}).filter(([key]) => !(key in wanted)));
}

/** Labels with this prefix mark what belongs to which program, and cannot be set by hand. */
export const reservedPrefix = "com.pulumi.swarm.";

/** Label of a swarm that says which program it belongs to: "project/stack/name". */
export const clusterLabel = `${reservedPrefix}cluster`;

/** Why a set of labels cannot be used, a sentence for each key; empty where it can. */
export function labelProblems(labels: unknown): string[] {
  if (typeof labels !== "object" || labels === null || Array.isArray(labels)) {
    return [`an object of texts expected, such as {"disk": "ssd"}`];
  }
  return Object.entries(labels).flatMap(([key, value]) => {
    if (key.trim() === "" || /\s/.test(key)) return [`"${key}": a key must be a text without spaces`];
    if (key.startsWith(reservedPrefix)) return [`"${key}": the prefix ${reservedPrefix} is reserved`];
    if (typeof value !== "string") return [`"${key}": the value must be a text; put it in quotes`];
    return [];
  });
}
