import type { Engine } from "../../engine/client";
import { isUnreachable, reasonOf } from "../../engine/errors";
import type { Info, SwarmInfo } from "../../engine/types";
import { done, notYet, waitFor } from "../../../lib/wait";
import type { Fleet } from "../session/fleet";
import { infoOf } from "../session/info";
import { join, joinEnded, type JoinArgs } from "./join";
import { probeUnlocked, withManager } from "../session/managers";
import { probe } from "../session/probe";
import { say } from "../session/say";
import { otherSwarm, standingOf } from "./standing";

/** A machine that is to be in a swarm, whatever state it is in now. */
export interface MembershipArgs extends JoinArgs {
  /** Node ID it had when last seen. @default none */
  readonly knownNodeId?: string;
}

/**
 * Brings a machine into the swarm and returns its node ID. Idempotent: what a killed run left half done is finished,
 * and a machine that is in already stays as it is.
 * @throws when it is in another swarm, naming both
 */
export async function becomeMember(args: MembershipArgs): Promise<string> {
  const { Swarm: swarm } = await answering(args.fleet, args.machine);
  const engine = args.fleet.engine(args.machine);
  switch (swarm.LocalNodeState) {
    case "inactive":
      return join(args);
    case "active":
      return whenActive(args, engine, swarm);
    case "pending":
      return whenPending(args, engine, swarm);
    case "locked":
      return whenLocked(args);
    case "error":
      return whenFailed(args, engine, swarm);
  }
}

/** The machine's engine, made to answer: a machine that is not there, or off, is created or repaired first. */
export async function answering(fleet: Fleet, machine: string): Promise<Info> {
  const first = await probe(fleet, machine);
  if (first.info) return first.info;
  if (!isUnreachable(first.error)) throw first.error;
  if (!first.alive) {
    say(machine, `does not answer (${reasonOf(first.error)}): creating or repairing the machine`);
    await fleet.ensureMachine(machine);
  }
  return waitFor({
    what: `the Docker Engine of ${machine}`,
    seconds: 60,
    look: async () => done(await infoOf(fleet.engine(machine))),
    tolerate: isUnreachable,
  });
}

async function whenActive(args: MembershipArgs, engine: Engine, swarm: SwarmInfo): Promise<string> {
  const standing = await standingOf(swarm, args);
  if (standing === "leftover") return rejoin(args, engine, "was removed from the swarm");
  if (standing === "stranger") throw await refusal(args, swarm);
  if (swarm.NodeID !== args.knownNodeId) say(args.machine, "is in the swarm already");
  return swarm.NodeID;
}

async function whenPending(args: MembershipArgs, engine: Engine, swarm: SwarmInfo): Promise<string> {
  // A manager that waits for its leader is pending too: it may hold the only copy of another swarm.
  if (swarm.ControlAvailable) {
    const standing = await standingOf(swarm, args);
    if (standing === "leftover") return rejoin(args, engine, "was removed from the swarm while it was off");
    if (standing === "stranger") throw await refusal(args, swarm);
    await joinEnded(engine, args.machine, 60);
    return becomeMember(args);
  }
  say(args.machine, "is still joining from an earlier run: waiting for it");
  const ended = await joinEnded(engine, args.machine, 40).catch(() => undefined);
  if (ended) return becomeMember(args);
  return rejoin(args, engine, "could not finish an earlier join");
}

async function whenLocked(args: MembershipArgs): Promise<string> {
  const { info } = await probeUnlocked(args.fleet, args.swarmId, args.machine);
  if (info && info.Swarm.LocalNodeState !== "locked") return becomeMember(args);
  throw new Error(
    `${args.machine} is locked and no key of swarm ${args.swarmId} opens it. ` +
      `If it belongs to this swarm, run "docker swarm unlock" on it with the key it had; ` +
      `else run "docker swarm leave --force" on it`,
  );
}

async function whenFailed(args: MembershipArgs, engine: Engine, swarm: SwarmInfo): Promise<string> {
  const fault = reasonOf(swarm.Error);
  const over = /removed from swarm|certificates have expired/i.test(fault);
  if (over || (await standingOf(swarm, args)) === "leftover") return rejoin(args, engine, fault);
  if (await startsAnew(engine, args.machine)) return becomeMember(args);
  if (await promotedInVain(args, swarm)) return rejoin(args, engine, fault);
  throw new Error(
    `${args.machine} has trouble with a swarm it is in: ${fault}. ` +
      `If nothing there is needed any more, run "docker swarm leave --force" on it and run again`,
  );
}

/** An engine starts a node that stopped anew by itself, after 30 s at most. */
function startsAnew(engine: Engine, machine: string): Promise<boolean> {
  return waitFor({
    what: `${machine} to start its node anew`,
    seconds: 35,
    look: async () => {
      const { LocalNodeState: state, Error: fault } = (await infoOf(engine)).Swarm;
      return state === "error" ? notYet(fault) : done(true);
    },
  }).catch(() => false);
}

/** Whether the node is to be a manager and never became one: nothing is lost with it. */
async function promotedInVain(args: MembershipArgs, swarm: SwarmInfo): Promise<boolean> {
  const nodes = await withManager(args.fleet, args.swarmId, ({ engine }) => engine.nodes());
  const node = nodes.find((each) => each.ID === (swarm.NodeID || args.knownNodeId));
  return node?.Spec.Role === "manager" && !node.ManagerStatus;
}

async function refusal(args: MembershipArgs, swarm: SwarmInfo): Promise<Error> {
  const other = await otherSwarm(args.fleet, swarm);
  return new Error(
    `${args.machine} is in another swarm: ${other}, and not in swarm ${args.swarmId} of this program. Nothing was ` +
      `changed. To move it, run "docker swarm leave" on it (with --force for a manager, which may end that swarm)`,
  );
}

/** Leaves by force what the machine is in, and joins in its wanted role; returns its new node ID. */
export async function rejoin(args: MembershipArgs, engine: Engine, why: string): Promise<string> {
  say(args.machine, `${why}: leaving what is left of it, and joining anew`);
  await engine.swarmLeave(true);
  return join(args);
}
