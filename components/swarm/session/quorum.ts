import type { Node } from "../../engine/types";

/** What removing one manager would do to the managers' consensus. */
export interface QuorumVerdict {
  readonly allowed: boolean;
  /** Why not, who is reachable, what would remain and what to do first; empty when allowed. */
  readonly reason: string;
}

/**
 * Whether a manager may be demoted without losing the quorum: SwarmKit's own rule, applied to the members before
 * anything is touched. Its reachable managers without this one must be a majority of its members without this one.
 */
export function mayLoseManager(nodes: readonly Node[], nodeId: string): QuorumVerdict {
  const members = nodes.filter((node) => node.ManagerStatus);
  if (!members.some((node) => node.ID === nodeId)) return { allowed: true, reason: "" };
  const staying = members.filter((node) => node.ID !== nodeId);
  if (staying.length === 0) return mayEndSwarm(nodes, nodeId);
  const reachable = staying.filter(isReachable);
  const needed = Math.floor(staying.length / 2) + 1;
  if (reachable.length >= needed) return { allowed: true, reason: "" };
  const dead = staying.filter((node) => !isReachable(node));
  return {
    allowed: false,
    reason:
      `the swarm would lose its quorum: of the ${staying.length} managers that would remain only ` +
      `${reachable.length} (${list(reachable)}) would be reachable, and ${needed} are needed. ` +
      `First bring back or remove ${list(dead)}, or add a manager`,
  };
}

/** Whether the last manager may go: only as the last node. */
export function mayEndSwarm(nodes: readonly Node[], nodeId: string): QuorumVerdict {
  const others = nodes.filter((node) => node.ID !== nodeId);
  if (others.length === 0) return { allowed: true, reason: "" };
  const staying = others.map((node) => `${nameOf(node)} (${node.Status.State})`).join(", ");
  return {
    allowed: false,
    reason:
      `it is the last manager of the swarm while ${staying} would stay in it. ` +
      `First promote another node, or remove the others`,
  };
}

function isReachable(node: Node): boolean {
  return node.ManagerStatus?.Reachability === "reachable";
}

function list(nodes: readonly Node[]): string {
  return nodes.map(nameOf).join(", ") || "none";
}

function nameOf(node: Node): string {
  return node.Description.Hostname || node.ID;
}
