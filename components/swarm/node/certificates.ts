import { endsSoon, endText } from "../../machine/store/renewal";
import { done, notYet, waitFor } from "../../../lib/wait";
import { say, sayWhile } from "../session/say";
import type { Fleet } from "../session/fleet";
import type { Member } from "../session/session";
import { isUnreachable } from "../../engine/errors";
import { infoOf } from "../session/probe";

/** Of a node whose certificates for its engine end within 90 days: an update renews them. */
export const endingStatus = "certificates end soon";

const drainSeconds = 120;

/** Whether a machine's certificates for its engine are to be renewed. */
export function areEnding(fleet: Fleet, machine: string): boolean {
  const end = fleet.certificatesEnd(machine);
  return end !== undefined && endsSoon(end);
}

/** When a machine's certificates end, in words. */
export function endOf(fleet: Fleet, machine: string): string {
  const end = fleet.certificatesEnd(machine);
  return end ? `its certificates for the Docker Engine ${endText(end)}; up renews them` : "";
}

/**
 * Renews the certificates of a node's engine in their last 90 days, one node after the other. The engine restarts, so the
 * node is drained first where others can take its tasks; it stays drained until it is reconciled.
 */
export function renewEnding(member: Member): Promise<void> {
  const { fleet } = member.session;
  if (!areEnding(fleet, member.machine)) return Promise.resolve();
  return member.session.memory.oneAtATime(() => renew(member));
}

async function renew(member: Member): Promise<void> {
  const { session, machine, nodeId } = member;
  const { fleet } = session;
  say(machine, `${endOf(fleet, machine)}: renewing them`);
  await drain(member);
  await sayWhile(machine, "docker-machine to renew its certificates", () => fleet.renewCertificates(machine));
  await waitFor({
    what: `the Docker Engine of ${machine}`,
    seconds: 60,
    look: async () => done(await infoOf(fleet.engine(machine))),
    tolerate: isUnreachable,
  });
  // The next node waits until this one counts again.
  await session.until({
    what: `${machine} to be ready`,
    seconds: 60,
    look: async ({ engine }) => {
      const { Status: status, ManagerStatus: manager } = await engine.node(nodeId);
      const isReady = status.State === "ready" && manager?.Reachability !== "unreachable";
      return isReady ? done(undefined) : notYet(status.State);
    },
  });
}

async function drain({ session, machine, nodeId }: Member): Promise<void> {
  const nodes = await session.nodes();
  const canTake = (id: string) => (node: (typeof nodes)[number]) =>
    node.ID !== id && node.Status.State === "ready" && node.Spec.Availability === "active";
  const own = nodes.find((node) => node.ID === nodeId);
  if (!own || own.Spec.Availability === "drain") return;
  if (!nodes.some(canTake(nodeId))) {
    return say(machine, "no other node can take its tasks: they stop while its engine restarts");
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
}
