import { isNotInSwarm } from "../../engine/errors";
import type { Node, Task } from "../../engine/types";
import { done, notYet, WaitError, type Look } from "../../../lib/wait";
import { askOwnEngine } from "../session/fleet";
import type { Manager } from "../session/managers";
import { describeProbe } from "../session/probe";
import { mayEndSwarm } from "../session/quorum";
import { say, stopwatch } from "../session/say";
import type { Member } from "../session/session";
import { demoteManager, isOff, removeFromList, unlessNotFound } from "./list";
import { RefusedDemotion, requireDemotable } from "./role";

/**
 * Takes a node out of its swarm: drained, demoted, left, removed from the managers' list. A machine that is off or
 * gone is removed once the managers see it down.
 * @param destroying the whole swarm is going: nothing is refused, and what cannot be done in order is forced
 * @throws before anything is touched when the others would lose their quorum or their last manager
 */
export async function removeMember(member: Member, destroying: boolean): Promise<void> {
  const { session, machine, nodeId } = member;
  requireHere(member);
  const took = stopwatch();
  const own = await ownState(member);
  const manager = await session.managerOrNone({ except: machine });
  if (!manager) return endAlone(member, own, destroying);
  const node = await manager.engine.node(nodeId).catch(unlessNotFound);
  const removable = node && (await stepDown(member, node, own.active, destroying));
  if (own.active || own.stopped) await leaveSwarm(member, destroying || !node || own.stopped);
  if (removable) await removeFromList(member, own.active || destroying || (await isOff(member)));
  say(machine, `left the swarm ${took()}`);
}

/** A node that cannot be told to leave would go on, on a machine that cannot be removed from here. */
function requireHere({ session, machine }: Member): void {
  const computer = session.fleet.elsewhere(machine);
  if (computer === undefined) return;
  throw new Error(
    `${machine} is on computer ${computer}: it cannot be taken out of its swarm from here, and nothing was changed. Run ` +
      "pulumi there",
  );
}

interface OwnState {
  /** The machine answers and is still this very node. */
  readonly active: boolean;
  /** The machine answers, and is this node, which has stopped with an error and will not let it into another swarm. */
  readonly stopped: boolean;
  readonly text: string;
}

async function ownState({ session, machine, nodeId }: Member): Promise<OwnState> {
  const seen = await session.probeUnlocked(machine);
  const swarm = seen.info?.Swarm;
  const isMember = swarm?.NodeID === nodeId && swarm.LocalNodeState !== "inactive";
  const isSilent = swarm?.LocalNodeState === "error" && !swarm.NodeID;
  return {
    // A manager whose swarm has just lost its quorum answers a ping, but does not say which node it is.
    active: swarm ? isMember : seen.leaderless,
    stopped: isSilent && (await session.fleet.keptNodeId(machine)) === nodeId,
    text: describeProbe(seen, session.swarmId),
  };
}

/** The node without another manager: the last of its swarm, or one whose managers are out of reach. */
async function endAlone(member: Member, own: OwnState, destroying: boolean): Promise<void> {
  const isThere = own.active || own.stopped;
  if (!isThere && !destroying) await requireNoSwarm(member, own);
  if (!isThere) return say(member.machine, `nothing to leave: ${own.text}`);
  if (!destroying) await requireNoOthers(member);
  await leaveSwarm(member, true);
  say(member.machine, "left the swarm, as the last that answered");
}

/** Without a manager nobody can tell whether the node is still wanted, unless its machine is out of the swarm itself. */
async function requireNoSwarm({ session, machine, nodeId }: Member, own: OwnState): Promise<void> {
  const { info } = await session.probe(machine);
  const left = info && info.Swarm.NodeID !== nodeId;
  if (left || !session.fleet.machine(machine)) return;
  throw new Error(
    `${machine} cannot be taken out of swarm ${session.swarmId}: ${own.text}, and no manager answers. ` +
      `Start it or a manager and run again, or take the node out of the state with "pulumi state delete"`,
  );
}

/** The last manager stays while other nodes do; a worker may go at any time. */
async function requireNoOthers({ session, machine, nodeId }: Member): Promise<void> {
  const engine = session.fleet.engine(machine);
  if (!(await engine.info()).Swarm.ControlAvailable) return;
  const { allowed, reason } = mayEndSwarm(await engine.nodes(), nodeId);
  if (!allowed) throw new RefusedDemotion(machine, reason);
}

/** Drains and demotes a node; returns whether it is a worker now, that can be taken off the list. */
async function stepDown(member: Member, node: Node, active: boolean, destroying: boolean): Promise<boolean> {
  const manages = Boolean(node.ManagerStatus) || node.Spec.Role === "manager";
  // Checked before the node is drained; the demotion checks again, when no other role change can be under way.
  if (manages && !destroying) await requireDemotable(member);
  if (active && !destroying) await drain(member);
  return !manages || demoteManager(member, destroying);
}

/**
 * Takes all tasks off a node and waits until they have stopped there. Tasks that do not stop within a minute are
 * listed, and hold up nothing more.
 */
async function drain({ session, machine, nodeId }: Member): Promise<void> {
  const took = stopwatch();
  await session.update(nodeId, (spec) => ({ ...spec, Availability: "drain" }));
  let most = 0;
  const look = async ({ engine }: Manager): Promise<Look<void>> => {
    const running = (await engine.tasks(nodeId)).filter(isRunning);
    most = Math.max(most, running.length);
    return running.length === 0 ? done(undefined) : notYet(running.map(taskName).join(", "));
  };
  try {
    await session.until({ what: `the tasks on ${machine} to stop`, seconds: 60, look });
    if (most > 0) say(machine, `drained of ${most} tasks ${took()}`);
  } catch (error) {
    if (!(error instanceof WaitError)) throw error;
    say(machine, `${error.message}. Going on without waiting for them`);
  }
}

// Tasks that never started run nowhere, so there is nothing to wait for.
const notRunning = ["new", "pending", "complete", "shutdown", "failed", "rejected", "remove", "orphaned"];

function isRunning(task: Task): boolean {
  return !notRunning.includes(task.Status.State);
}

function taskName(task: Task): string {
  return `task ${task.ID} of service ${task.ServiceID} (${task.Status.State})`;
}

async function leaveSwarm({ session, machine }: Member, force: boolean): Promise<void> {
  await askOwnEngine(session.fleet, machine, (engine) => engine.swarmLeave(force).catch(unlessOutside));
}

function unlessOutside(error: unknown): undefined {
  if (isNotInSwarm(error)) return undefined;
  throw error;
}
