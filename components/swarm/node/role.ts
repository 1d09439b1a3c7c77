import { isLastManager, isNotRaftMember, isQuorumLoss, reasonOf } from "../../engine/errors";
import { done, notYet, WaitError, type Look } from "../../../lib/wait";
import { askOwnEngine } from "../session/fleet";
import type { Manager, ManagerChoice } from "../session/managers";
import { mayLoseManager } from "../session/quorum";
import { say, stopwatch } from "../session/say";
import { updateNode, type Member } from "../session/session";
import { FailedPromotion, untilManager, untilPromotable, untilWorker } from "./promotion";

/**
 * Makes a worker a manager, and waits until it is one: reachable for the other managers, and answering as a manager.
 * @throws when the machine does not answer: a promoted node that is off would be a manager only in name
 */
export function promote(member: Member): Promise<void> {
  const { session, machine, nodeId } = member;
  return session.memory.oneAtATime(async () => {
    const took = stopwatch();
    await askOwnEngine(session.fleet, machine, (engine) => engine.within(5).info());
    await untilPromotable(member);
    await session.update(nodeId, (spec) => ({ ...spec, Role: "manager" }));
    await untilManager(member);
    say(machine, `promoted to manager ${took()}`);
  });
}

/**
 * Makes a manager a worker, through another manager where there is one, and waits until it is one.
 * @throws RefusedDemotion before anything is touched when the swarm would lose its quorum or its last manager
 */
export function demote(member: Member): Promise<void> {
  const { session, machine, nodeId } = member;
  return session.memory.oneAtATime(async () => {
    const took = stopwatch();
    await requireDemotable(member);
    const choice = await exceptSelf(member);
    try {
      await askToStepDown(member, choice);
    } catch (error) {
      if (isQuorumLoss(error) || isLastManager(error)) throw new RefusedDemotion(machine, reasonOf(error));
      throw error;
    }
    session.memory.demoted.add(nodeId);
    await untilWorker(member, choice);
    say(machine, `demoted to worker ${took()}`);
  });
}

/** @throws RefusedDemotion when the swarm would lose its quorum or its last manager with this node */
export async function requireDemotable({ session, machine, nodeId }: Member): Promise<void> {
  const { allowed, reason } = mayLoseManager(await session.nodes(), nodeId);
  if (!allowed) throw new RefusedDemotion(machine, reason);
}

/** A demotion that would harm the swarm, and was not started. */
export class RefusedDemotion extends Error {
  constructor(machine: string, reason: string) {
    super(`${machine} stays a manager: ${reason}`);
    this.name = "RefusedDemotion";
  }
}

/** A manager cannot watch its own demotion to the end, so another one is asked where there is one. */
async function exceptSelf({ session, machine }: Member): Promise<ManagerChoice> {
  const choice = { except: machine };
  return session.manager(choice).then(
    () => choice,
    () => ({}),
  );
}

// A promotion right after a demotion takes 30 s, and one through a manager that is gone 20 s more.
const promotionSeconds = 60;

/** Asks for the demotion; a promotion that is under way must end first, since the managers do not know the node yet. */
async function askToStepDown(member: Member, choice: ManagerChoice): Promise<void> {
  let unknown: string | undefined;
  const look = async ({ engine }: Manager): Promise<Look<void>> => {
    unknown = undefined;
    try {
      return done(await updateNode(engine, member.nodeId, (spec) => ({ ...spec, Role: "worker" })));
    } catch (error) {
      if (!isNotRaftMember(error)) throw error;
      unknown = reasonOf(error);
      await requirePromotable(member, unknown);
      return notYet(unknown);
    }
  };
  const what = `${member.machine} to be the manager that it was promoted to, before it is demoted`;
  try {
    await member.session.until({ ...choice, what, seconds: promotionSeconds, look, everyMs: 500 });
  } catch (error) {
    throw error instanceof WaitError && unknown ? new FailedPromotion(member.machine, unknown) : error;
  }
}

/** A machine that is off, or another node by now, will not finish its promotion. */
async function requirePromotable({ session, machine, nodeId }: Member, reason: string): Promise<void> {
  const { info } = await session.probe(machine);
  // Between two starts of its node an engine tells no ID.
  if (!info || ![nodeId, ""].includes(info.Swarm.NodeID)) throw new FailedPromotion(machine, reason);
}
