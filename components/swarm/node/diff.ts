import { changedKeys, type Change } from "../change";
import { unknownValue } from "../handlers";
import { joinOnlyKeys, nodeSettingKeys } from "./settings";
import type { NodeInputs, NodeState } from "./state";

/** Whether a node of that status needs nothing; its state is unknown for some seconds after a change of the leader. */
export function isHealthy(status: string | undefined): boolean {
  return status === undefined || status === "ready" || status === "unknown";
}

/** Of a node whose machine is known to be switched off: an update starts it. */
export const stoppedStatus = "stopped";

/** Of a node whose engine accepts connections and answers nothing, and that is not brought up to date. */
export const hangingStatus = "hangs";

/** Of a node whose host's network lacks rules of the firewall: an update adds them again. */
export const unshieldedStatus = "unshielded";

/** Of a node whose machine has another address than the one it joined with. */
export const movedStatus = "moved";

/**
 * What a change of a node's inputs means. Another machine, another swarm or other addresses are another membership, and
 * the old one must end before the new one begins; all other settings change in place.
 */
export function diffNode(olds: NodeState, news: NodeInputs): Change {
  const because = [
    ...changedKeys<NodeInputs>(olds, news, ["swarmId", "machine", ...joinOnlyKeys]),
    ...(hasOtherMachine(olds, news) ? ["machineId"] : []),
  ];
  if (because.length > 0) return { action: "replace", because, deleteFirst: true };
  const inPlace = changedKeys<NodeInputs>(olds, news, [...nodeSettingKeys, "storePath"]);
  return { action: inPlace.length > 0 || !isHealthy(olds.status) ? "update" : "none" };
}

/** States that do not say which machine they were on are taken to be on this one. */
function hasOtherMachine(olds: NodeState, news: NodeInputs): boolean {
  if (news.machineId === unknownValue) return true;
  return olds.machineId !== undefined && olds.machineId !== news.machineId;
}
