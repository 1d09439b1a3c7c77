import { reasonOf } from "../../engine/errors";
import { toDiffResult } from "../change";
import { converge } from "./reconcile";
import { storeFleet, type Fleet } from "../session/fleet";
import { removeMember } from "./leave";
import type { Member } from "./members";
import { becomeMember, rejoin } from "./membership";
import { leaveOldAddress } from "./moved";
import { checkNode } from "./check";
import { diffNode } from "./diff";
import { outputsOf } from "./outputs";
import { readNode } from "./read";
import { nodeInputKeys, nodeStateVersion, type NodeInputs, type NodeState } from "./state";
import { FailedPromotion } from "./promotion";
import { PartialCreate, pick, type Handlers } from "../handlers";
import { beginReplacement, endReplacement, planReplacement } from "./replace";
import { thisRun, type Run } from "../session/run";

/** The handlers of SwarmNode: a machine's membership in a swarm, its role, availability and labels. */
export function makeNodeHandlers(
  fleetOf: (storePath: string) => Fleet,
  run: Run = thisRun,
): Handlers<NodeInputs, NodeState> {
  return {
    check: async (_olds, news) => {
      run.programRan = true;
      return checkNode(news);
    },
    diff: async (_id, olds, news) => {
      // Of what hangs on a machine that is replaced, the difference is asked for before any input is checked.
      run.programRan = true;
      const change = diffNode(olds, news);
      if (change.action === "replace") planReplacement(olds.machine, run);
      return toDiffResult(change);
    },
    create: async (inputs) => {
      const created = await create(fleetOf(inputs.storePath), inputs);
      endReplacement(inputs.machine, run);
      return created;
    },
    read: async (id, props) => readNode(fleetOf(props.storePath), id, props),
    update: async (id, olds, news) => ({ outs: await update(fleetOf(news.storePath), id, olds, news) }),
    delete: async (id, props) => {
      const member = memberOf(fleetOf(props.storePath), id, props);
      await beginReplacement(member, props.role, run);
      await removeMember(member, !run.programRan);
    },
  };
}

export default makeNodeHandlers(storeFleet);

async function create(fleet: Fleet, inputs: NodeInputs) {
  const nodeId = await becomeMember({ ...inputs, fleet });
  try {
    return { id: nodeId, outs: await settle(fleet, inputs, nodeId, {}) };
  } catch (error) {
    const kept = {
      ...pick(inputs, nodeInputKeys),
      nodeId,
      status: "unfinished",
      stateVersion: nodeStateVersion,
    };
    throw new PartialCreate(reasonOf(error), nodeId, kept as NodeState);
  }
}

async function update(fleet: Fleet, id: string, olds: NodeState, news: NodeInputs): Promise<NodeState> {
  const formerId = olds.nodeId ?? id;
  await leaveOldAddress(memberOf(fleet, id, olds), olds, news);
  const nodeId = await becomeMember({ ...news, fleet, knownNodeId: formerId });
  return settle(fleet, news, nodeId, olds.labels ?? {}, formerId);
}

/** Converges a member; one whose promotion cannot succeed joins anew, as what it is wanted to be. */
async function settle(
  fleet: Fleet,
  inputs: NodeInputs,
  nodeId: string,
  ownedLabels: NodeInputs["labels"],
  formerId?: string,
): Promise<NodeState> {
  const member: Member = { fleet, swarmId: inputs.swarmId, machine: inputs.machine, nodeId };
  try {
    return outputsOf(fleet, inputs, await converge(member, inputs, ownedLabels, formerId));
  } catch (error) {
    if (!(error instanceof FailedPromotion)) throw error;
    const newId = await rejoin({ ...inputs, fleet }, fleet.engine(inputs.machine), error.message);
    const joined = { ...member, nodeId: newId };
    return outputsOf(fleet, inputs, await converge(joined, inputs, ownedLabels, nodeId));
  }
}

/** The ID of the resource is that of the node when it was created; a node that joined anew has another since. */
function memberOf(fleet: Fleet, id: string, props: NodeState): Member {
  return { fleet, swarmId: props.swarmId, machine: props.machine, nodeId: props.nodeId ?? id };
}
