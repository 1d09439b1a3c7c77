import { isNotDown, isNotFound, isNotInSwarm, isStillManager, reasonOf } from "../../engine/errors";
import type { Node } from "../../engine/types";
import { done, waitFor, WaitError } from "../../../lib/wait";
import { drain } from "./drain";
import { findManager, NoManagerError, probeUnlocked, withManager, type Manager } from "../session/managers";
import type { Member } from "./members";
import { describeProbe, probe } from "../session/probe";
import { mayLoseManager } from "../session/quorum";
import { FailedPromotion } from "./promotion";
import { demote, RefusedDemotion } from "./role";
import { say, stopwatch } from "../session/say";

/**
 * Takes a node out of its swarm: drained, demoted, left, removed from the managers' list. A machine that is off or
 * gone is removed once the managers see it down.
 * @param destroying the whole swarm is going: nothing is refused, and where the orderly way is barred it is forced
 * @throws before anything is touched when the others would lose their quorum or their last manager
 */
export async function removeMember(member: Member, destroying: boolean): Promise<void> {
  const took = stopwatch();
  const own = await ownState(member);
  const manager = await otherManager(member);
  if (!manager) return endAlone(member, own, destroying);
  const node = await manager.engine.node(member.nodeId).catch(unlessNotFound);
  const removable = node && (await stepDown(member, node, own.active, destroying));
  if (own.active) await leaveSwarm(member, destroying || !node);
  if (removable) await removeFromList(member, own.active);
  say(member.machine, `left the swarm ${took()}`);
}

/**
 * Takes a node that will not come back off the managers' list.
 * @param certain it is known to be gone; else the managers must see it down first
 */
export async function removeGone(member: Member, node: Node, certain: boolean): Promise<void> {
  if (node.ManagerStatus || node.Spec.Role === "manager") await demoteManager(member, false);
  await removeFromList(member, certain);
}

interface OwnState {
  /** The machine answers and is this very node still. */
  readonly active: boolean;
  readonly text: string;
}

async function ownState(member: Member): Promise<OwnState> {
  const seen = await probeUnlocked(member.fleet, member.swarmId, member.machine);
  const swarm = seen.info?.Swarm;
  const isMember = swarm?.NodeID === member.nodeId && swarm.LocalNodeState !== "inactive";
  // A manager whose swarm has just lost its quorum answers a ping, but does not say which node it is.
  return { active: swarm ? isMember : seen.leaderless, text: describeProbe(seen, member.swarmId) };
}

const electionSeconds = 15;

/** Another manager, or none; while managers elect a leader there is none for some seconds, which does not count. */
async function otherManager(member: Member): Promise<Manager | undefined> {
  const choice = { except: member.machine };
  const electing = (error: unknown) =>
    error instanceof NoManagerError && error.probes.some((each) => each.leaderless);
  try {
    return await waitFor({
      what: `the managers of swarm ${member.swarmId} to have a leader`,
      seconds: electionSeconds,
      look: async () => done(await findManager(member.fleet, member.swarmId, choice)),
      tolerate: electing,
    });
  } catch (error) {
    if (error instanceof NoManagerError || error instanceof WaitError) return undefined;
    throw error;
  }
}

/** The node without another manager: the last of its swarm, or one whose managers are out of reach. */
async function endAlone(member: Member, own: OwnState, destroying: boolean): Promise<void> {
  if (!own.active && !destroying) await requireNoSwarm(member, own);
  if (!own.active) return say(member.machine, `nothing to leave: ${own.text}`);
  if (!destroying) await requireNoOthers(member);
  await leaveSwarm(member, true);
  say(member.machine, "left the swarm, as the last that answered");
}

/** Without a manager nobody can tell whether the node is still wanted, unless its machine is out of the swarm itself. */
async function requireNoSwarm(member: Member, own: OwnState): Promise<void> {
  const seen = await probe(member.fleet, member.machine);
  const left = seen.info && seen.info.Swarm.NodeID !== member.nodeId;
  if (left || !member.fleet.machine(member.machine)) return;
  throw new Error(
    `${member.machine} cannot be taken out of swarm ${member.swarmId}: ${own.text}, and no manager answers. ` +
      `Start it or a manager and run again, or take the node out of the state with "pulumi state delete"`,
  );
}

/** The last manager stays while other nodes do; a worker may go at any time. */
async function requireNoOthers(member: Member): Promise<void> {
  const engine = member.fleet.engine(member.machine);
  const info = await engine.info();
  if (!info.Swarm.ControlAvailable) return;
  const others = (await engine.nodes()).filter((node) => node.ID !== member.nodeId);
  if (others.length === 0) return;
  const names = others.map((node) => `${node.Description.Hostname} (${node.Status.State})`).join(", ");
  throw new RefusedDemotion(
    member.machine,
    `it is the last manager of the swarm while ${names} would stay in it. ` +
      `First promote another node, or remove the others`,
  );
}

/** Drains and demotes a node; returns whether it is a worker now, that can be taken off the list. */
async function stepDown(member: Member, node: Node, active: boolean, destroying: boolean): Promise<boolean> {
  const manages = Boolean(node.ManagerStatus) || node.Spec.Role === "manager";
  if (manages && !destroying) await refuseEarly(member);
  if (active && !destroying) await drain(member);
  return !manages || demoteManager(member, destroying);
}

/** The quorum is judged before the node is drained; the demotion judges it once more, under its lock. */
async function refuseEarly(member: Member): Promise<void> {
  const nodes = await withManager(member.fleet, member.swarmId, ({ engine }) => engine.nodes());
  const verdict = mayLoseManager(nodes, member.nodeId);
  if (!verdict.allowed) throw new RefusedDemotion(member.machine, verdict.reason);
}

async function demoteManager(member: Member, destroying: boolean): Promise<boolean> {
  try {
    await demote(member);
    return true;
  } catch (error) {
    // It was promoted while it was off, and never became one.
    if (error instanceof FailedPromotion) return true;
    if (!destroying) throw error;
    say(member.machine, `leaves by force: ${reasonOf(error)}`);
    return false;
  }
}

async function leaveSwarm(member: Member, force: boolean): Promise<void> {
  const engine = member.fleet.engine(member.machine);
  await engine.swarmLeave(force).catch((error: unknown) => {
    if (!isNotInSwarm(error)) throw error;
  });
}

const downSeconds = 30;

/**
 * @param left the node is known to have left: the managers, whom leaving is not announced to, would take 15 s to see
 * it down, and need not be waited for
 */
async function removeFromList(member: Member, left: boolean): Promise<void> {
  await waitFor({
    what: `the managers to see ${member.machine} down and let it be removed`,
    seconds: downSeconds,
    look: async () => {
      const remove = ({ engine }: Manager) => engine.nodeRemove(member.nodeId, left).catch(unlessNotFound);
      await withManager(member.fleet, member.swarmId, remove, { except: left ? member.machine : undefined });
      return done(undefined);
    },
    tolerate: (error) => isNotDown(error) || isStillManager(error),
    everyMs: 500,
  });
}

function unlessNotFound(error: unknown): undefined {
  if (isNotFound(error)) return undefined;
  throw error;
}
