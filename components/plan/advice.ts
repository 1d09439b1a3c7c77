import type { Availability, Role } from "../engine/types";

/** What advice needs to know of a node. */
export interface PlannedNode {
  readonly name: string;
  readonly role: Role;
  readonly availability: Availability;
}

/** Warnings about a swarm that works, but not well: numbers of managers, and nodes on which nothing can run. */
export function adviseOn(nodes: readonly PlannedNode[]): string[] {
  const managers = nodes.filter((node) => node.role === "manager");
  const workers = nodes.filter((node) => node.role === "worker");
  const active = (some: readonly PlannedNode[]) => some.filter((node) => node.availability === "active");
  return [
    ...managerAdvice(managers.length),
    ...(workers.length > 0 && active(workers).length === 0
      ? [`no worker is active: tasks run on managers only, or nowhere`]
      : []),
    ...(workers.length === 0 && active(managers).length === 0
      ? [`all nodes are paused or drained: no task can start`]
      : []),
    ...(workers.length > 0 && managers.length > 0 && managers.every((node) => node.availability === "drain")
      ? [`all managers are drained: services that must run on a manager cannot start`]
      : []),
  ];
}

function managerAdvice(count: number): string[] {
  const tolerates = Math.floor((count - 1) / 2);
  if (count === 2) {
    return [`2 managers tolerate 0 failures: if one is lost, so is the quorum; use 1 or 3`];
  }
  const parity =
    count > 0 && count % 2 === 0
      ? [
          `${count} managers tolerate ${tolerates} failures, no more than ${count - 1} do; use ${count - 1} or ${count + 1}`,
        ]
      : [];
  const size = count > 7 ? [`${count} managers: more than 7 slow the swarm down`] : [];
  return [...parity, ...size];
}
