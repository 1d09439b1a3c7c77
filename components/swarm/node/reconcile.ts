import type { Node } from "../../engine/types";
import { done, notYet } from "../../../lib/wait";
import { say } from "../session/say";
import type { Member } from "../session/session";
import { withOwnLabels } from "./labels";
import { removeEarlierEntries } from "./earlier";
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

// An agent whose manager went away waits longer after each vain attempt: on a busy computer this takes over a minute.
const readySeconds = 120;

/** Waits until the managers see the node ready. */
function untilReady({ session, machine, nodeId }: Member): Promise<Node> {
  return session.until({
    what: `${machine} to be ready`,
    seconds: readySeconds,
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
