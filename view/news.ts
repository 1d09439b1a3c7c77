import type { NodeView, ServiceView, View } from "./view";

/** What happened between two pictures, a sentence each: "node2 is a manager now". */
export function newsBetween(before: View, after: View): string[] {
  return [
    ...leaderNews(before, after),
    ...pairs(before.nodes, after.nodes).flatMap(([old, now]) => nodeNews(old, now)),
    ...pairs(before.services, after.services).flatMap(([old, now]) => serviceNews(old, now)),
    ...driftNews(before, after),
    ...(after.mode === "old" && before.mode !== "old" ? ["No manager answers any more"] : []),
    ...(after.mode !== "old" && before.mode === "old" ? [`${after.manager} answers again`] : []),
  ];
}

function leaderNews(before: View, after: View): string[] {
  const { leader } = after.quorum;
  return leader && leader !== before.quorum.leader ? [`${leader} is the leader now`] : [];
}

function nodeNews(old: NodeView | undefined, now: NodeView | undefined): string[] {
  if (!now) return [`${old!.name} has left the swarm`];
  if (!old)
    return [now.condition === "missing" ? `${now.name} is missing` : `${now.name} has joined the swarm`];
  return [
    ...(old.role === now.role ? [] : [`${now.name} is a ${now.role} now`]),
    ...(old.condition === now.condition ? [] : [`${now.name} is ${now.condition}: ${now.detail}`]),
    ...(JSON.stringify(old.labels) === JSON.stringify(now.labels) ? [] : [`${now.name} has other labels`]),
  ];
}

function serviceNews(old: ServiceView | undefined, now: ServiceView | undefined): string[] {
  if (!now) return [`Service ${old!.name} is gone`];
  if (!old) return [`Service ${now.name} is new: ${now.text}`];
  return old.text === now.text ? [] : [`Service ${now.name}: ${now.text}`];
}

function driftNews({ drift: old }: View, { drift: now }: View): string[] {
  return old.length > 0 && now.length === 0 ? ["Everything is as last applied again"] : [];
}

function pairs<T extends { readonly id: string }>(old: readonly T[], now: readonly T[]) {
  const ids = new Set([...now, ...old].map(({ id }) => id));
  const find = (list: readonly T[], id: string) => list.find((each) => each.id === id);
  return [...ids].map((id) => [find(old, id), find(now, id)] as const);
}
