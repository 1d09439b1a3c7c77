import type { Node } from "../../engine/types";
import { done, notYet, waitFor } from "../../../lib/wait";
import { removeGhosts } from "./ghosts";
import { withOwnLabels } from "./labels";
import { withManager } from "../session/managers";
import { updateNode, type Member } from "./members";
import type { NodeInputs } from "./state";
import { realManager } from "./promotion";
import { demote, promote } from "./role";
import { say } from "../session/say";

/**
 * Makes a member what it is wanted to be, whatever it is now: ready, in its role, labelled, available. Availability
 * comes last, so that a node that joined drained gets no task before its labels are set.
 * Returns the node as it then is.
 * @param ownedLabels labels the program set before, and may take away
 * @param formerId node ID the machine had before. @default none is known
 */
export async function converge(
  member: Member,
  wanted: NodeInputs,
  ownedLabels: NodeInputs["labels"],
  formerId?: string,
): Promise<Node> {
  const node = await ready(member);
  await removeGhosts(member, node, formerId);
  // Before the labels: a node that changed a moment ago has to wait for its promotion.
  await takeRole(member, node, wanted.role);
  await updateNode(member, (spec) => ({
    ...spec,
    Labels: withOwnLabels(spec.Labels, wanted.labels, ownedLabels),
  }));
  if (node.Spec.Availability !== wanted.availability) {
    await updateNode(member, (spec) => ({ ...spec, Availability: wanted.availability }));
    if (formerId) say(member.machine, `availability: ${wanted.availability}`);
  }
  // After a change of the leader a node is of unknown state until it has found the new one.
  return ready(member);
}

async function takeRole(member: Member, node: Node, role: NodeInputs["role"]): Promise<void> {
  if (role === "worker")
    return node.Spec.Role === "worker" && !node.ManagerStatus ? undefined : demote(member);
  return node.Spec.Role === "manager" ? realManager(member) : promote(member);
}

/** Waits until the managers see the node ready. */
function ready(member: Member): Promise<Node> {
  return withManager(member.fleet, member.swarmId, ({ engine }) =>
    waitFor({
      what: `${member.machine} to be ready`,
      seconds: 60,
      look: async () => {
        const node = await engine.node(member.nodeId);
        const { State: state, Message: message } = node.Status;
        return state === "ready" ? done(node) : notYet(`${state}${message ? `: ${message}` : ""}`);
      },
    }),
  );
}
