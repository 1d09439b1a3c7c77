import type { Node } from "../components/engine/types";
import type { Level, Quorum } from "./view";
import { count } from "./words";

/** What the managers' consensus bears: more than half of all managers must reach each other. */
export function quorumOf(nodes: readonly Node[]): Quorum {
  const managers = nodes.filter((node) => node.ManagerStatus);
  const reachable = managers.filter((node) => node.ManagerStatus?.Reachability === "reachable").length;
  const mayFail = reachable - (Math.floor(managers.length / 2) + 1);
  const leader = managers.find((node) => node.ManagerStatus?.Leader)?.Description.Hostname ?? "";
  return {
    managers: managers.length,
    reachable,
    mayFail: Math.max(0, mayFail),
    leader,
    level: levelOf(managers.length, reachable, mayFail),
    text: textOf(managers.length, reachable, mayFail),
  };
}

function levelOf(managers: number, reachable: number, mayFail: number): Level {
  if (mayFail < 0) return "bad";
  return reachable < managers || mayFail === 0 ? "notice" : "good";
}

function textOf(managers: number, reachable: number, mayFail: number): string {
  if (managers === 0) return "no manager is known";
  const all = count(managers, "manager");
  if (mayFail < 0) return `${all}, ${reachable} reachable: the quorum is lost`;
  if (reachable < managers) return `${all}, ${reachable} reachable: ${mayFail || "no"} more may fail`;
  return `${all}: ${mayFail || "none"} may fail`;
}
