import { isNotRaftMember, reasonOf, redact } from "../../engine/errors";
import { done, notYet, waitFor, WaitError } from "../../../lib/wait";
import { infoOf } from "../session/info";
import { withManager, type ManagerChoice } from "../session/managers";
import { updateNode, type Member } from "./members";
import { probe } from "../session/probe";
import { say } from "../session/say";

/**
 * Waits until the node is a manager in fact. That takes 20 s more where the manager it joined through is gone: its
 * engine tries that address first, and then starts its node anew, with another.
 * @throws FailedPromotion when it does not become one
 */
export function realManager(member: Member): Promise<void> {
  const own = member.fleet.engine(member.machine);
  const explain = afterSeconds(5, () =>
    say(
      member.machine,
      "is still becoming a manager: that takes 20 s more where the one it joined through is gone, and 30 s where it was one just before",
    ),
  );
  return withManager(member.fleet, member.swarmId, async ({ engine }) => {
    try {
      await waitFor({
        what: `${member.machine} to be a manager that the others reach`,
        seconds: realSeconds,
        look: async () => {
          const { ControlAvailable, LocalNodeState: state, Error: fault } = (await infoOf(own)).Swarm;
          explain();
          if (state === "error") return notYet(fault);
          const seen = (await engine.node(member.nodeId)).ManagerStatus?.Reachability;
          if (seen !== "reachable") return notYet(seen ? `${seen} for the managers` : "still a worker");
          return ControlAvailable ? done(undefined) : notYet("its engine does not answer as a manager yet");
        },
      });
    } catch (error) {
      const vain = error instanceof WaitError && !(await engine.node(member.nodeId)).ManagerStatus;
      throw vain ? new FailedPromotion(member.machine, error.message) : error;
    }
  });
}

/** Returns a function that does something once: the first time it is called after so many seconds. */
function afterSeconds(seconds: number, work: () => void): () => void {
  const due = Date.now() + seconds * 1000;
  let called = false;
  return () => {
    if (called || Date.now() < due) return;
    called = true;
    work();
  };
}

/** Asks for the demotion; where a promotion is under way that must end first, since nobody knows the manager yet. */
export async function askToStepDown(member: Member, except: ManagerChoice): Promise<void> {
  let fault = "";
  await waitFor({
    what: `${member.machine} to be the manager that it was promoted to, before it is demoted`,
    seconds: promotionSeconds,
    look: async () => {
      try {
        return done(await updateNode(member, (spec) => ({ ...spec, Role: "worker" }), except));
      } catch (error) {
        if (!isNotRaftMember(error)) throw error;
        fault = reasonOf(error);
        await requirePromotable(member, fault);
        return notYet(fault);
      }
    },
    everyMs: 500,
  }).catch((error: unknown) => {
    throw error instanceof WaitError ? new FailedPromotion(member.machine, fault) : error;
  });
}

/** A machine that is off, or another node by now, will not end its promotion. */
async function requirePromotable({ fleet, machine, nodeId }: Member, fault: string): Promise<void> {
  const { info } = await probe(fleet, machine);
  // Between two starts of its node an engine tells no ID.
  if (!info || ![nodeId, ""].includes(info.Swarm.NodeID)) throw new FailedPromotion(machine, fault);
}

/** A promotion that did not come to its end, and will not: the node is a manager only in what is wanted of it. */
export class FailedPromotion extends Error {
  constructor(machine: string, reason: string) {
    super(`${machine} was promoted but could not become a manager: ${redact(reason)}`);
    this.name = "FailedPromotion";
  }
}

/** Waits until the node is a worker in fact. */
export function realWorker(member: Member, except: { except?: string }): Promise<void> {
  const own = member.fleet.engine(member.machine);
  const work = ({ engine }: { engine: typeof own }) =>
    waitFor({
      what: `${member.machine} to be a worker`,
      seconds: 60,
      look: async () => {
        const node = await engine.node(member.nodeId);
        if (node.ManagerStatus) return notYet("still a member of the managers' consensus");
        if (node.Status.State === "down") return done(undefined);
        const info = await own
          .within(3)
          .info()
          .catch(() => undefined);
        // Another node ID: this is an entry of an earlier life of the machine, which cannot act any more.
        const acts = info?.Swarm.ControlAvailable && info.Swarm.NodeID === member.nodeId;
        return acts ? notYet("its engine still acts as a manager") : done(undefined);
      },
    });
  return withManager(member.fleet, member.swarmId, work, except);
}

const realSeconds = 90;
// A promotion right after a demotion takes 30 s, and one through a manager that is gone 20 s more.
const promotionSeconds = 60;
