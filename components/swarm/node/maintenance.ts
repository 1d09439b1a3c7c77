import { isUnreachable } from "../../engine/errors";
import { done, notYet, waitFor } from "../../../lib/wait";
import { infoOf } from "../session/probe";
import { say } from "../session/say";
import type { Member } from "../session/session";

const drainSeconds = 120;
const backSeconds = 120;

/**
 * Does what restarts a node's engine: one node of a swarm at a time, drained first where others can take its tasks. The
 * next one waits until this one counts again; then its availability is what it was before.
 * @throws what the work throws, and when the node does not come back
 */
export function maintain(member: Member, work: () => Promise<void>): Promise<void> {
  return member.session.memory.oneAtATime(async () => {
    const before = await drain(member);
    try {
      await work();
      await untilBack(member);
    } finally {
      if (before) await restore(member, before);
    }
  });
}

/** Drains a node; returns its availability before, where that is to be restored. */
async function drain({ session, machine, nodeId }: Member) {
  const nodes = await session.nodes();
  const own = nodes.find((node) => node.ID === nodeId);
  if (!own || own.Spec.Availability === "drain") return undefined;
  const canTake = nodes.some(
    (node) => node.ID !== nodeId && node.Status.State === "ready" && node.Spec.Availability === "active",
  );
  if (!canTake) {
    say(machine, "no other node can take its tasks: they stop while its engine restarts");
    return undefined;
  }
  await session.update(nodeId, (spec) => ({ ...spec, Availability: "drain" }));
  const tasksGone = session.until({
    what: `the tasks of ${machine} to move to other nodes`,
    seconds: drainSeconds,
    look: async ({ engine }) => {
      const running = (await engine.tasks(nodeId)).filter(({ Status }) => Status.State === "running");
      return running.length === 0 ? done(undefined) : notYet(`${running.length} still run`);
    },
  });
  await tasksGone.catch((error: unknown) => say(machine, (error as Error).message));
  return own.Spec.Availability;
}

async function untilBack({ session, machine, nodeId }: Member): Promise<void> {
  await waitFor({
    what: `the Docker Engine of ${machine}`,
    seconds: 60,
    look: async () => done(await infoOf(session.fleet.engine(machine))),
    tolerate: isUnreachable,
  });
  await session.until({
    what: `${machine} to be ready`,
    seconds: backSeconds,
    look: async ({ engine }) => {
      const nodes = await engine.nodes();
      const own = nodes.find(({ ID }) => ID === nodeId);
      if (own?.Status.State !== "ready" || own.ManagerStatus?.Reachability === "unreachable")
        return notYet(own?.Status.State ?? "not in the list of nodes");
      // After the restart of a leader the others are of unknown state until they have found it, or its successor.
      const unknown = nodes.filter(({ Status }) => Status.State === "unknown").length;
      return unknown === 0 ? done(undefined) : notYet(`${unknown} other nodes are unknown yet`);
    },
  });
}

/** What is wrong with the work must not be hidden by what is wrong with this. */
async function restore({ session, machine, nodeId }: Member, availability: "active" | "pause" | "drain") {
  const change = session.update(nodeId, (spec) => ({ ...spec, Availability: availability }));
  await change.catch((error: unknown) =>
    say(machine, `stays drained (${(error as Error).message}): up makes it ${availability} again`),
  );
}
