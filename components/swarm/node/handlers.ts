import { toDiffResult } from "../change";
import { isUnknown, PartialCreate, pick, reportingFully, type Handlers } from "../handlers";
import { thisRun, type Run } from "../session/run";
import type { Member, SwarmSession } from "../session/session";
import { endingStatus, renewEnding } from "./certificates";
import { unshieldedStatus } from "./status";
import { removeMember } from "./leave";
import { becomeMember, rejoin } from "./membership";
import { updateHanging } from "./hanging";
import { leaveOldAddress } from "./moved";
import { FailedPromotion } from "./promotion";
import { outputsOf, readNode } from "./read";
import { reconcile } from "./reconcile";
import { beginReplacement, endReplacement, planReplacement } from "./replace";
import {
  diffNode,
  checkNode,
  nodeInputKeys,
  nodeStateVersion,
  type NodeInputs,
  type NodeState,
} from "./state";

/** The handlers of SwarmNode: a machine's membership in a swarm, its role, availability and labels. */
export function makeNodeHandlers(run: Run = thisRun): Handlers<NodeInputs, NodeState> {
  const sessionOf = (props: NodeInputs) => run.session(props.storePath, props.swarmId);
  const expect = (props: NodeState) => {
    if (props.role === "manager") run.memory(props.swarmId).likelyManagers.add(props.machine);
  };
  return reportingFully({
    check: async (_olds, news) => {
      run.programRan = true;
      return checkNode(news as object);
    },
    diff: async (_id, olds, news) => {
      // For whatever depends on a machine that is replaced, Pulumi asks for the diff before it checks any input; the
      // machine is not known then. A refresh, also that of a destroy, asks for the diff of what it found.
      if (isUnknown(news)) run.programRan = true;
      expect(olds);
      const change = diffNode(olds, news);
      if (change.action === "replace") planReplacement(olds.machine, run, news.machine);
      return toDiffResult(change);
    },
    create: async (inputs) => {
      const created = await create(sessionOf(inputs), inputs);
      endReplacement(inputs.machine, run);
      return created;
    },
    read: async (id, props) => {
      expect(props);
      return readNode(sessionOf(props), id, props);
    },
    update: async (id, olds, news) => ({ outs: await update(sessionOf(news), id, olds, news) }),
    delete: async (id, props) => {
      const member = memberOf(sessionOf(props), id, props);
      await beginReplacement(member, props.role, run);
      await removeMember(member, !run.programRan);
    },
  });
}

export default makeNodeHandlers();

async function create(session: SwarmSession, inputs: NodeInputs) {
  const nodeId = await becomeMember({ ...inputs, session });
  session.fleet.noteNode(inputs.machine, nodeId, inputs);
  try {
    return { id: nodeId, outs: await reconcileOrRejoin(session, inputs, nodeId, {}) };
  } catch (error) {
    const kept = {
      ...pick(inputs, nodeInputKeys),
      nodeId,
      status: "unfinished",
      stateVersion: nodeStateVersion,
    };
    throw new PartialCreate(error, nodeId, kept as NodeState);
  }
}

async function update(
  session: SwarmSession,
  id: string,
  olds: NodeState,
  news: NodeInputs,
): Promise<NodeState> {
  const formerId = olds.nodeId ?? id;
  const hanging = await updateHanging(session, news, olds, formerId);
  if (hanging) return hanging;
  if (olds.status === unshieldedStatus) await session.fleet.repairNetwork(news.machine);
  await leaveOldAddress(memberOf(session, id, olds), olds, news);
  if (olds.status === endingStatus) await renewEnding(memberOf(session, id, olds));
  const nodeId = await becomeMember({ ...news, session, knownNodeId: formerId });
  session.fleet.noteNode(news.machine, nodeId, news);
  return reconcileOrRejoin(session, news, nodeId, olds.labels ?? {}, formerId);
}

/** Reconciles a member; one whose promotion cannot succeed joins again, in the role it is wanted in. */
async function reconcileOrRejoin(
  session: SwarmSession,
  inputs: NodeInputs,
  nodeId: string,
  ownedLabels: NodeInputs["labels"],
  formerId?: string,
): Promise<NodeState> {
  const { fleet } = session;
  const member: Member = { session, machine: inputs.machine, nodeId };
  try {
    return outputsOf(fleet, inputs, await reconcile(member, inputs, ownedLabels, formerId));
  } catch (error) {
    if (!(error instanceof FailedPromotion)) throw error;
    const newId = await rejoin({ ...inputs, session }, fleet.engine(inputs.machine), error.outcome);
    fleet.noteNode(inputs.machine, newId, inputs);
    const joined = { ...member, nodeId: newId };
    return outputsOf(fleet, inputs, await reconcile(joined, inputs, ownedLabels, nodeId));
  }
}

/** The ID of the resource is that of the node when it was created; a node that joined again has another one now. */
function memberOf(session: SwarmSession, id: string, props: NodeState): Member {
  return { session, machine: props.machine, nodeId: props.nodeId ?? id };
}
