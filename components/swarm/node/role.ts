import { isLastManager, isQuorumLoss } from "../../engine/errors";
import { certificateSettled, notifyDemoted } from "./certificate";
import { withLock } from "../session/queue";
import { findManager, withManager } from "../session/managers";
import { updateNode, type Member } from "./members";
import { askToStepDown, realManager, realWorker } from "./promotion";
import { mayLoseManager } from "../session/quorum";
import { say, stopwatch } from "../session/say";

/**
 * Makes a worker a manager, and waits until it is one: reachable for the other managers, and answering as a manager.
 * @throws when the machine does not answer: a promoted node that is off would be a manager only in name
 */
export function promote(member: Member): Promise<void> {
  return withLock(member.swarmId, async () => {
    const took = stopwatch();
    const own = member.fleet.engine(member.machine);
    await own.within(5).info();
    await certificateSettled(member);
    await updateNode(member, (spec) => ({ ...spec, Role: "manager" }));
    await realManager(member);
    say(member.machine, `promoted to manager ${took()}`);
  });
}

/**
 * Makes a manager a worker, through another manager where there is one, and waits until it is one.
 * @throws before anything is touched when the swarm would lose its quorum or its last manager
 */
export function demote(member: Member): Promise<void> {
  return withLock(member.swarmId, async () => {
    const took = stopwatch();
    const nodes = await withManager(member.fleet, member.swarmId, ({ engine }) => engine.nodes());
    const verdict = mayLoseManager(nodes, member.nodeId);
    if (!verdict.allowed) throw new RefusedDemotion(member.machine, verdict.reason);
    const except = await exceptSelf(member);
    try {
      await askToStepDown(member, except);
    } catch (error) {
      if (isQuorumLoss(error) || isLastManager(error)) {
        throw new RefusedDemotion(member.machine, (error as Error).message);
      }
      throw error;
    }
    notifyDemoted(member.nodeId);
    await realWorker(member, except);
    say(member.machine, `demoted to worker ${took()}`);
  });
}

/** A demotion that would harm the swarm, and was not begun. */
export class RefusedDemotion extends Error {
  constructor(machine: string, reason: string) {
    super(`${machine} stays a manager: ${reason}`);
    this.name = "RefusedDemotion";
  }
}

/** A manager cannot watch its own demotion to the end, so another one is asked where there is one. */
async function exceptSelf(member: Member): Promise<{ except?: string }> {
  const choice = { except: member.machine };
  return findManager(member.fleet, member.swarmId, choice).then(
    () => choice,
    () => ({}),
  );
}
