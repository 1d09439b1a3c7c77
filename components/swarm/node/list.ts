import { isNotDown, isNotFound, isStillManager, reasonOf } from "../../engine/errors";
import type { Node } from "../../engine/types";
import { done, notYet, type Look } from "../../../lib/wait";
import type { Manager } from "../session/managers";
import { say } from "../session/say";
import type { Member, SwarmSession } from "../session/session";
import { FailedPromotion } from "./promotion";
import { demote } from "./role";

/**
 * Takes a node off the managers' list whose machine is another node now: it will not come back.
 */
export async function removeGone(member: Member, node: Node): Promise<void> {
  if (node.ManagerStatus || node.Spec.Role === "manager") await demoteManager(member, false);
  await removeFromList(member, true);
}

/**
 * Makes a manager that goes a worker.
 * @param destroying a demotion that is refused is no error
 * @returns whether it is one now, that can be taken off the list
 */
export async function demoteManager(member: Member, destroying: boolean): Promise<boolean> {
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

/** Whether a machine is known to be switched off or gone; one that only cannot be reached may be running. */
export async function isOff({ session, machine }: Member): Promise<boolean> {
  if (!session.fleet.machine(machine)) return false;
  const { state } = await session.fleet.condition(machine);
  return state === "stopped" || state === "gone";
}

/**
 * Removes a node, a worker by now, from the managers' list.
 * @param certain the node has left or is off: the managers, whom that is not announced to, need not be waited for until
 * they see it down
 */
export async function removeFromList({ session, machine, nodeId }: Member, certain: boolean): Promise<void> {
  const seconds = certain ? 30 : await secondsUntilDown(session, nodeId);
  let told = false;
  const look = async ({ engine }: Manager): Promise<Look<void>> => {
    try {
      return done(await engine.nodeRemove(nodeId, certain).catch(unlessNotFound));
    } catch (error) {
      if (!isNotDown(error) && !isStillManager(error)) throw error;
      if (!told) say(machine, `is removed when the managers see it down: waiting up to ${seconds} s`);
      told = true;
      return notYet(reasonOf(error));
    }
  };
  const what = `the managers to see ${machine} down and let it be removed`;
  await session.until({ what, seconds, except: certain ? machine : undefined, look, everyMs: 500 });
}

/**
 * SwarmKit takes a node for down after 3 heartbeats, and after an election, when its state is unknown at first, after 6
 * (dispatcher.go: defaultGracePeriodMultiplier, gracePeriodMultiplierUnknown); a manager that is lost causes one.
 */
function secondsUntilDown(session: SwarmSession, nodeId: string): Promise<number> {
  return session.ask(async ({ engine }) => {
    const { Dispatcher } = (await engine.swarmInspect()).Spec;
    const node = await engine.node(nodeId).catch(unlessNotFound);
    const afterElection = node?.Status.State === "unknown" || node?.ManagerStatus !== undefined;
    const heartbeat = (Dispatcher.HeartbeatPeriod || defaultHeartbeat) / 1e9;
    return Math.ceil((afterElection ? 6 : 3) * heartbeat + slackSeconds);
  });
}

const defaultHeartbeat = 5e9;
const slackSeconds = 20;

/** For a node that is not on the list any more. */
export function unlessNotFound(error: unknown): undefined {
  if (isNotFound(error)) return undefined;
  throw error;
}
