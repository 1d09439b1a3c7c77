import { redact } from "../../engine/errors";
import type { Info } from "../../engine/types";
import { done, notYet, WaitError, type Look } from "../../../lib/wait";
import { askOwnEngine } from "../session/fleet";
import type { Manager, ManagerChoice } from "../session/managers";
import { infoOf } from "../session/probe";
import { say } from "../session/say";
import type { Member, SwarmSession } from "../session/session";

// An engine tries the manager it joined through for 20 s, and a stalled promotion takes 30 s more.
const managerSeconds = 90;

/**
 * Waits until the node really is a manager. That takes 20 s more where the manager it joined through is gone: its
 * engine tries that address first, and then restarts its node with another.
 * @throws FailedPromotion when it does not become one though its engine answers
 */
export async function untilManager(member: Member): Promise<void> {
  const { session, machine, nodeId } = member;
  const explain = onceAfter(5, () =>
    say(
      machine,
      "is still becoming a manager: that takes 20 s more where the one it joined through is gone, and 30 s where it was one just before",
    ),
  );
  const look = async ({ engine }: Manager): Promise<Look<void>> => {
    const { ControlAvailable, LocalNodeState, Error: reason } = (await ownInfo(member)).Swarm;
    explain();
    if (LocalNodeState === "error") return notYet(reason);
    const seen = (await engine.node(nodeId)).ManagerStatus?.Reachability;
    if (seen !== "reachable") return notYet(seen ? `${seen} for the managers` : "still a worker");
    return ControlAvailable ? done(undefined) : notYet("its engine does not answer as a manager yet");
  };
  const what = `${machine} to be a manager that the others reach`;
  try {
    await session.until({ what, seconds: managerSeconds, look });
  } catch (error) {
    const answers = error instanceof WaitError && (await session.probe(machine)).info;
    const failed = answers && (await isUnfinishedPromotion(session, nodeId).catch(() => false));
    throw failed ? new FailedPromotion(machine, error.message) : error;
  }
}

/** Whether a node is to be a manager and has not become one: nothing is lost with it. */
export async function isUnfinishedPromotion(session: SwarmSession, nodeId: string): Promise<boolean> {
  const node = (await session.nodes()).find((each) => each.ID === nodeId);
  return node?.Spec.Role === "manager" && !node.ManagerStatus;
}

/** A promotion that did not succeed, and will not: the node is a manager only in what is wanted of it. */
export class FailedPromotion extends Error {
  /** What happened, to stand after the name of the machine. */
  readonly outcome: string;

  constructor(machine: string, reason: string) {
    const outcome = `was promoted but could not become a manager: ${redact(reason)}`;
    super(`${machine} ${outcome}`);
    this.name = "FailedPromotion";
    this.outcome = outcome;
  }
}

/** Waits until the node really is a worker. */
export function untilWorker(member: Member, choice: ManagerChoice): Promise<void> {
  const { session, machine, nodeId } = member;
  const look = async ({ engine }: Manager): Promise<Look<void>> => {
    const node = await engine.node(nodeId);
    if (node.ManagerStatus) return notYet("still a member of the managers' consensus");
    if (node.Status.State === "down") return done(undefined);
    const info = await ownInfo(member, 3).catch(() => undefined);
    // Another node ID: this is an entry of an earlier life of the machine, which cannot act any more.
    const acts = info?.Swarm.ControlAvailable && info.Swarm.NodeID === nodeId;
    return acts ? notYet("its engine still acts as a manager") : done(undefined);
  };
  return session.until({ ...choice, what: `${machine} to be a worker`, seconds: 60, look });
}

// Measured: for 4 to 5 s after a demotion the node's certificate still says manager, and a promotion in that time
// takes 30 s. The API shows no certificate, but each step of a demotion, its new certificate last, moves UpdatedAt.
const certificateSeconds = 6;

/** Waits until a promotion of the node will not stall. */
export async function untilPromotable(member: Member): Promise<void> {
  const { session, machine } = member;
  const age = await session.ask((manager) => sinceLastChange(member, manager));
  if (age >= certificateSeconds) return;
  const wait = Math.ceil(certificateSeconds - age);
  say(machine, `changed a moment ago: waiting ${wait} s, since a promotion right after a demotion stalls`);
  await session.until({
    what: `the certificate of ${machine} to be a worker's`,
    seconds: 3 * certificateSeconds,
    look: async (manager) => {
      const now = await sinceLastChange(member, manager);
      return now >= certificateSeconds ? done(undefined) : notYet(`last changed ${now.toFixed(1)} s ago`);
    },
    everyMs: 500,
  });
}

/** Seconds, by the manager's own clock. A node that is itself younger than that was no manager before. */
async function sinceLastChange({ session, nodeId }: Member, { engine }: Manager): Promise<number> {
  const [node, info] = [await engine.node(nodeId), await engine.info()];
  const since = (time: string) => (Date.parse(info.SystemTime) - Date.parse(time)) / 1000;
  const isNew = since(node.CreatedAt) < certificateSeconds && !session.memory.demoted.has(nodeId);
  return isNew ? certificateSeconds : since(node.UpdatedAt);
}

function ownInfo({ session, machine }: Member, limitSeconds = 10): Promise<Info> {
  return askOwnEngine(session.fleet, machine, (engine) => infoOf(engine.within(limitSeconds)));
}

/** Returns a function that does something once: the first time it is called after so many seconds. */
function onceAfter(seconds: number, work: () => void): () => void {
  const due = Date.now() + seconds * 1000;
  let called = false;
  return () => {
    if (called || Date.now() < due) return;
    called = true;
    work();
  };
}
