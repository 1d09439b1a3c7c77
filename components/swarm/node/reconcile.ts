import { nodeAddress } from "../../engine/address";
import { reasonOf } from "../../engine/errors";
import type { Node } from "../../engine/types";
import { done, notYet } from "../../../lib/wait";
import { say } from "../session/say";
import type { Member } from "../session/session";
import { withOwnLabels } from "./labels";
import { removeGone } from "./leave";
import { untilManager } from "./promotion";
import { demote, promote } from "./role";
import type { NodeInputs } from "./state";

/**
 * Makes a member what it is wanted to be, whatever it is now: ready, in its role, labelled, available. Availability
 * comes last, so that a node that joined drained gets no task before its labels are set. Returns the node as it then is.
 * @param ownedLabels labels the program set before, and may remove
 * @param formerId node ID the machine had before. @default none is known
 */
export async function reconcile(
  member: Member,
  wanted: NodeInputs,
  ownedLabels: NodeInputs["labels"],
  formerId?: string,
): Promise<Node> {
  const { session, machine, nodeId } = member;
  const node = await untilReady(member);
  await removeEarlierEntries(member, node, formerId);
  // Before the labels: a node that changed a moment ago has to wait for its promotion.
  await reconcileRole(member, node, wanted.role);
  await session.update(nodeId, (spec) => ({
    ...spec,
    Labels: withOwnLabels(spec.Labels, wanted.labels, ownedLabels),
  }));
  if (node.Spec.Availability !== wanted.availability) {
    await session.update(nodeId, (spec) => ({ ...spec, Availability: wanted.availability }));
    if (formerId) say(machine, `availability: ${wanted.availability}`);
  }
  // After a change of the leader a node is of unknown state until it has found the new one.
  return untilReady(member);
}

/** Waits until the managers see the node ready. */
function untilReady({ session, machine, nodeId }: Member): Promise<Node> {
  return session.until({
    what: `${machine} to be ready`,
    seconds: 60,
    look: async ({ engine }) => {
      const node = await engine.node(nodeId);
      const { State: state, Message: message } = node.Status;
      return state === "ready" ? done(node) : notYet(`${state}${message ? `: ${message}` : ""}`);
    },
  });
}

async function reconcileRole(member: Member, node: Node, role: NodeInputs["role"]): Promise<void> {
  const isWorker = node.Spec.Role === "worker" && !node.ManagerStatus;
  if (role === "worker") return isWorker ? undefined : demote(member);
  return node.Spec.Role === "manager" ? untilManager(member) : promote(member);
}

/**
 * Removes earlier entries of a machine that joined again: same host name, another ID, and either down or at the address
 * where this node is now. Nodes of other names are never touched. An entry that cannot be removed does not fail the
 * node: it is reported and stays.
 */
async function removeEarlierEntries(member: Member, node: Node, formerId?: string): Promise<void> {
  const nodes = await member.session.nodes();
  for (const earlier of nodes.filter((other) => isEarlierEntry(other, node, formerId))) {
    try {
      await removeGone({ ...member, nodeId: earlier.ID }, earlier, earlier.ID === formerId);
      say(member.machine, `removed its earlier entry ${earlier.ID}`);
    } catch (error) {
      say(member.machine, `its earlier entry ${earlier.ID} stays: ${reasonOf(error)}`);
    }
  }
}

function isEarlierEntry(other: Node, node: Node, formerId?: string): boolean {
  if (other.ID === node.ID) return false;
  if (other.ID === formerId) return true;
  if (other.Description.Hostname !== node.Description.Hostname) return false;
  return other.Status.State === "down" || nodeAddress(other) === nodeAddress(node);
}
