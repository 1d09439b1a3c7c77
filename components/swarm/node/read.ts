import { nodeAddress } from "../../engine/address";
import { isRemovedFromSwarm, isTransient, reasonOf } from "../../engine/errors";
import type { Node } from "../../engine/types";
import type { MachineCondition } from "../../machine/condition";
import { within } from "../../../lib/wait";
import { compact, pick, type ReadResult } from "../handlers";
import { arrival } from "../session/arrival";
import type { Fleet } from "../session/fleet";
import { NoManagerError } from "../session/no-manager";
import { describeProbe, type Probe } from "../session/probe";
import { say } from "../session/say";
import type { SwarmSession } from "../session/session";
import { areEnding, endingStatus, endOf } from "./certificates";
import {
  elsewhereStatus,
  isHealthy,
  keylessStatus,
  movedStatus,
  stoppedStatus,
  unshieldedStatus,
} from "./status";
import { otherLabels, ownLabels } from "./labels";
import { nodeInputKeys, nodeStateVersion, type NodeInputs, type NodeState } from "./state";

type Result = ReadResult<NodeInputs, NodeState>;

const unaskedMs = 1000;

/**
 * What there really is of a node. Empty when the machine or the membership is certainly gone; what merely cannot be
 * reached is kept, with a status that says so and that the next update repairs.
 */
export async function readNode(session: SwarmSession, id: string, props: NodeState): Promise<Result> {
  const { fleet } = session;
  await arrival(fleet, props.machine);
  const computer = fleet.elsewhere(props.machine);
  if (computer !== undefined) return keptElsewhere(id, props, computer);
  if (!fleet.isRemembered(props.machine)) return keyless(id, props);
  // Whatever becomes of the machine, its node may have to be found and removed without the state.
  fleet.noteNode(props.machine, props.nodeId ?? id, props);
  if (!fleet.machine(props.machine)) return gone(props, "its machine is not in the store any more");
  // A name that leads elsewhere now is a new address; one that leads nowhere for a moment is none.
  if (!props.advertiseAddress) await fleet.lookUpAddress(props.machine).catch(() => undefined);
  const nodeId = props.nodeId ?? id;
  const looking = look(session, props);
  const nodes = await nodesOrNone(session, props);
  // Without a quorum a manager's own answer takes 20 s, and what it says then changes nothing.
  const own = await (nodes ? looking.own : within(unaskedMs, looking.own));
  if (!own) return unasked(id, props);
  const condition = await looking.condition;
  if (condition?.state === "gone") return gone(props, "its machine is not there any more");
  const swarm = own.info?.Swarm;
  if (swarm?.LocalNodeState === "inactive") return gone(props, "it has left the swarm");
  if (swarm && isRemovedFromSwarm(swarm)) return gone(props, "it was removed from the swarm");
  // A machine that was joined again by hand has another ID, which only counts where this swarm's managers know it.
  const actualId = swarm?.LocalNodeState === "active" && swarm.NodeID ? swarm.NodeID : nodeId;
  if (!nodes) return kept(id, props, own, condition);
  const node = nodes.find((each) => each.ID === actualId);
  if (!node)
    return gone(props, actualId === nodeId ? "it was removed from the swarm" : "it is in another swarm");
  return seen(fleet, props, node, own, condition);
}

/** A node's outputs: the inputs, and the node as the managers see it. */
export function outputsOf(
  fleet: Fleet,
  inputs: NodeInputs,
  node: Node,
  status: string = node.Status.State,
): NodeState {
  return compact({
    ...pick(inputs, nodeInputKeys),
    stateVersion: nodeStateVersion,
    nodeId: node.ID,
    address: nodeAddress(node),
    machineAddress: fleet.machine(inputs.machine)?.nodeAddress,
    status,
    leader: node.ManagerStatus?.Leader ?? false,
    reachability: node.ManagerStatus?.Reachability,
    engineVersion: node.Description.Engine.EngineVersion,
    hostname: node.Description.Hostname,
    otherLabels: otherLabels(node.Spec.Labels, inputs.labels),
  }) as NodeState;
}

/** What the machine says of itself or, where it does not answer, what its driver says. */
function look(session: SwarmSession, { machine }: NodeState) {
  const own = session.probeUnlocked(machine);
  const condition = own.then(({ alive }) => (alive ? undefined : session.fleet.condition(machine)));
  // Whoever stops waiting for it does not hear of its error.
  condition.catch(() => undefined);
  return { own, condition };
}

/** What is missing of the network of a node that is otherwise healthy. */
async function networkProblem(
  fleet: Fleet,
  { machine }: NodeState,
  status: string,
): Promise<string | undefined> {
  return isHealthy(status) ? fleet.networkProblem(machine) : undefined;
}

async function nodesOrNone(session: SwarmSession, props: NodeState): Promise<Node[] | undefined> {
  try {
    return await session.sharedNodes();
  } catch (error) {
    if (error instanceof NoManagerError) session.sayNoManager(error);
    else if (isTransient(error)) say(props.machine, reasonOf(error));
    else throw error;
    return undefined;
  }
}

function gone(props: NodeState, why: string): Result {
  say(props.machine, `is no longer a node of swarm ${props.swarmId}: ${why}`);
  return {};
}

/** A node on a part of another computer: whatever happens to it is that computer's to find out. */
function keptElsewhere(id: string, props: NodeState, computer: string): Result {
  const status = elsewhereStatus(computer);
  return { id, props: { ...props, status }, inputs: inputsOf(props, status) };
}

/** A node whose machine this computer has never had anything to do with. */
function keyless(id: string, props: NodeState): Result {
  say(props.machine, "kept as it was last seen: its keys are neither on this computer nor in the state");
  return { id, props: { ...props, status: keylessStatus }, inputs: inputsOf(props, keylessStatus) };
}

/** A node that no manager can tell of, and whose own engine has not answered yet. */
function unasked(id: string, props: NodeState): Result {
  const status = "no manager";
  say(props.machine, "kept as it was last seen: its engine does not answer at once, and no manager does");
  return { id, props: { ...props, status }, inputs: inputsOf(props, status) };
}

function kept(id: string, props: NodeState, own: Probe, condition?: MachineCondition): Result {
  const status = own.alive ? "no manager" : awayStatus(props, condition, "unreachable");
  say(props.machine, `kept as it was last seen: ${describeProbe(own, props.swarmId)}`);
  return { id, props: { ...props, status }, inputs: inputsOf(props, status) };
}

async function seen(
  fleet: Fleet,
  props: NodeState,
  node: Node,
  own: Probe,
  condition?: MachineCondition,
): Promise<Result> {
  const actual: NodeInputs = {
    ...pick(props, nodeInputKeys),
    role: node.Spec.Role,
    availability: node.Spec.Availability,
    labels: ownLabels(node.Spec.Labels, props.labels),
  } as NodeInputs;
  const outside = statusOf(fleet, props, node, own, condition);
  const problem = await networkProblem(fleet, props, outside);
  const status = problem ? unshieldedStatus : outside;
  if (status === endingStatus) say(props.machine, endOf(fleet, props.machine));
  else if (!isHealthy(status))
    say(props.machine, `is ${status}: ${problem ?? describeProbe(own, props.swarmId)}`);
  const state = outputsOf(fleet, actual, node, status);
  return {
    id: node.ID,
    props: { ...state, machineAddress: props.machineAddress ?? state.machineAddress },
    inputs: inputsOf(actual, status),
  };
}

/** What the managers see, unless the node's own engine knows better. */
function statusOf(
  fleet: Fleet,
  props: NodeState,
  node: Node,
  own: Probe,
  condition?: MachineCondition,
): string {
  const state = own.info?.Swarm.LocalNodeState;
  if (state && state !== "active") return state;
  const address = fleet.machine(props.machine)?.nodeAddress;
  const moved = address && props.machineAddress && address !== props.machineAddress;
  if (moved && !props.advertiseAddress && own.info?.Swarm.NodeAddr !== address) return movedStatus;
  if (own.alive && isHealthy(node.Status.State) && areEnding(fleet, props.machine)) return endingStatus;
  if (own.alive) return node.Status.State;
  return awayStatus(props, condition, isHealthy(node.Status.State) ? "unreachable" : node.Status.State);
}

/** What is known of a node whose engine does not answer; otherwise what it looks like from outside. */
function awayStatus(props: NodeState, condition: MachineCondition | undefined, otherwise: string): string {
  if (condition?.state === "stopped") return stoppedStatus;
  return condition?.movedTo && !props.advertiseAddress ? movedStatus : otherwise;
}

/** The complete inputs, with a status only where it is not healthy, so that a preview shows it going away. */
function inputsOf(inputs: NodeInputs, status: string): NodeInputs {
  const complete = pick(inputs, nodeInputKeys) as NodeInputs;
  return isHealthy(status) ? complete : { ...complete, status };
}
