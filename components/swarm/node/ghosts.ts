import { reasonOf } from "../../engine/errors";
import type { Node } from "../../engine/types";
import { removeGone } from "./leave";
import { withManager } from "../session/managers";
import type { Member } from "./members";
import { addressOf } from "./outputs";
import { say } from "../session/say";

/**
 * Removes earlier entries of a machine that joined anew: same host name, another ID, and either down or at the address
 * where this node is now. Nodes of other names are never touched. An entry that cannot be removed is no fault of the
 * node: it is reported and stays.
 * @param formerId ID the machine is known to have had. @default none
 */
export async function removeGhosts(member: Member, node: Node, formerId?: string): Promise<void> {
  const nodes = await withManager(member.fleet, member.swarmId, ({ engine }) => engine.nodes());
  for (const ghost of nodes.filter((other) => isGhost(other, node, formerId))) {
    try {
      await removeGone({ ...member, nodeId: ghost.ID }, ghost, ghost.ID === formerId);
      say(member.machine, `removed its earlier entry ${ghost.ID}`);
    } catch (error) {
      say(member.machine, `its earlier entry ${ghost.ID} stays: ${reasonOf(error)}`);
    }
  }
}

function isGhost(other: Node, node: Node, formerId?: string): boolean {
  if (other.ID === node.ID) return false;
  if (other.ID === formerId) return true;
  if (other.Description.Hostname !== node.Description.Hostname) return false;
  return other.Status.State === "down" || addressOf(other) === addressOf(node);
}
