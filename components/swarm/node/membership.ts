import type { Engine } from "../../engine/client";
import { isRemovedFromSwarm, isUnreachable, reasonOf } from "../../engine/errors";
import type { Info, SwarmInfo } from "../../engine/types";
import { done, notYet, waitFor } from "../../../lib/wait";
import type { Fleet } from "../session/fleet";
import { describeSwarm, infoOf, probe, type Probe } from "../session/probe";
import { say, sayWhile } from "../session/say";
import { clusterLabel } from "./labels";
import { join, joinEnded, type JoinArgs } from "./join";
import { isUnfinishedPromotion } from "./promotion";

/** A machine that is to be in a swarm, whatever state it is in now. */
export interface MembershipArgs extends JoinArgs {
  /** Node ID it had when last seen. @default none */
  readonly knownNodeId?: string;
}

/**
 * Brings a machine into the swarm and returns its node ID. Idempotent: it finishes what a killed run left incomplete,
 * and leaves a machine alone that is in the swarm already.
 * @throws when it is in another swarm, naming both
 */
export async function becomeMember(args: MembershipArgs): Promise<string> {
  const { fleet } = args.session;
  const { Swarm: swarm } = await answering(fleet, args.machine);
  const engine = fleet.engine(args.machine);
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

/** What the machine's engine says of itself; a machine that is missing or off is created or repaired first. */
export async function answering(fleet: Fleet, machine: string): Promise<Info> {
  const first = await probe(fleet, machine);
  if (first.info) return first.info;
  if (!isUnreachable(first.error)) throw first.error;
  if (!first.alive) {
    say(machine, `does not answer (${reasonOf(first.error)}): creating or repairing the machine`);
    await sayWhile(machine, "its machine to run and answer", () => fleet.ensureMachine(machine));
  }
  const wait = {
    what: `the Docker Engine of ${machine}`,
    seconds: 60,
    look: async () => done(await infoOf(fleet.engine(machine))),
    tolerate: isUnreachable,
  };
  return sayWhile(machine, "its Docker Engine to answer", () => waitFor(wait));
}

/** Leaves by force what the machine is in, and joins in its wanted role; returns its new node ID. */
export async function rejoin(args: MembershipArgs, engine: Engine, why: string): Promise<string> {
  say(args.machine, `${why}: leaving what is left of the swarm, and joining again`);
  await engine.swarmLeave(true);
  return join(args);
}

async function whenActive(args: MembershipArgs, engine: Engine, swarm: SwarmInfo): Promise<string> {
  const relation = await relationOf(args, swarm);
  if (relation === "removed") return rejoin(args, engine, "was removed from the swarm");
  if (relation === "stranger") throw await inOtherSwarm(args, swarm);
  if (swarm.NodeID !== args.knownNodeId) await refuseSharedEngine(args, swarm);
  if (swarm.NodeID !== args.knownNodeId) say(args.machine, "is in the swarm already");
  return swarm.NodeID;
}

/** Two machines whose records lead to one engine are one host, of which the other would never be in the swarm. */
async function refuseSharedEngine({ machine, session }: MembershipArgs, swarm: SwarmInfo): Promise<void> {
  const others = (await session.probeAll()).filter(({ name }) => name !== machine);
  const same = others.find(({ info }) => info?.Swarm.NodeID === swarm.NodeID);
  if (!same) return;
  const { address, enginePort } = session.fleet.machine(machine)!;
  throw new Error(
    `${machine} and ${same.name} are one Docker Engine: both machines are reached at ${address} port ${enginePort}. ` +
      `Give each host an address, or an enginePort, of its own`,
  );
}

async function whenPending(args: MembershipArgs, engine: Engine, swarm: SwarmInfo): Promise<string> {
  // A manager that waits for its leader is pending too: it may hold the only copy of another swarm.
  if (swarm.ControlAvailable) {
    const relation = await relationOf(args, swarm);
    if (relation === "removed") return rejoin(args, engine, "was removed from the swarm while it was off");
    if (relation === "stranger") throw await inOtherSwarm(args, swarm);
    await joinEnded(engine, args.machine, 60);
    return becomeMember(args);
  }
  say(args.machine, "is still joining from an earlier run: waiting for it");
  const ended = await joinEnded(engine, args.machine, 40).catch(() => undefined);
  if (ended) return becomeMember(args);
  return rejoin(args, engine, "could not finish an earlier join");
}

async function whenLocked(args: MembershipArgs): Promise<string> {
  const { info } = await args.session.probeUnlocked(args.machine);
  if (info && info.Swarm.LocalNodeState !== "locked") return becomeMember(args);
  throw new Error(
    `${args.machine} is locked and no key of swarm ${args.session.swarmId} opens it. ` +
      `If it belongs to this swarm, run "docker swarm unlock" on it with the key it had; ` +
      `otherwise run "docker swarm leave --force" on it`,
  );
}

async function whenFailed(args: MembershipArgs, engine: Engine, swarm: SwarmInfo): Promise<string> {
  const reason = reasonOf(swarm.Error);
  const over = isRemovedFromSwarm(swarm) || /certificates have expired/i.test(reason);
  if (over || (await relationOf(args, swarm)) === "removed") return rejoin(args, engine, reason);
  if (await restartsNode(engine, args.machine)) return becomeMember(args);
  const { session, knownNodeId = "" } = args;
  if (await isUnfinishedPromotion(session, swarm.NodeID || knownNodeId)) return rejoin(args, engine, reason);
  throw new Error(
    `${args.machine} reports an error in the swarm it is in: ${reason}. ` +
      `If nothing there is needed any more, run "docker swarm leave --force" on it and run again`,
  );
}

/**
 * How an engine that is in some swarm relates to this one. Managers of this swarm are asked, since an engine that is no
 * manager cannot say which swarm it is in. Node IDs are never reused, so an engine whose managers are ours was ours.
 */
async function relationOf(
  { session, knownNodeId }: MembershipArgs,
  swarm: SwarmInfo,
): Promise<"member" | "removed" | "stranger"> {
  const ours = new Set((await session.nodes()).map((node) => node.ID));
  if (ours.has(swarm.NodeID)) return "member";
  const managers = (swarm.RemoteManagers ?? []).map((manager) => manager.NodeID);
  return swarm.NodeID === knownNodeId || managers.some((id) => ours.has(id)) ? "removed" : "stranger";
}

/** An engine restarts a node that stopped by itself, after 30 s at most. */
function restartsNode(engine: Engine, machine: string): Promise<boolean> {
  return waitFor({
    what: `the Docker Engine of ${machine} to restart its node`,
    seconds: 35,
    look: async () => {
      const { LocalNodeState: state, Error: reason } = (await infoOf(engine)).Swarm;
      return state === "error" ? notYet(reason) : done(true);
    },
  }).catch(() => false);
}

async function inOtherSwarm({ machine, session }: MembershipArgs, swarm: SwarmInfo): Promise<Error> {
  const probes = await session.probeAll();
  const owner = await ownerOf(session.fleet, machine, swarm, probes);
  const advice = owner
    ? `Take it out of the nodes of ${owner} first (pulumi up there)`
    : `To move it, run "docker swarm leave" on it (with --force for a manager, which may end that swarm)`;
  return new Error(
    `${machine} is in another swarm: ${describeSwarm(swarm, probes)}${owner ? `, which belongs to ${owner}` : ""}, and ` +
      `not in swarm ${session.swarmId} of this program. Nothing was changed. ${advice}`,
  );
}

/** Whose program a swarm belongs to, as its label says; asked of a manager of it that this program can ask. */
async function ownerOf(
  fleet: Fleet,
  machine: string,
  swarm: SwarmInfo,
  probes: readonly Probe[],
): Promise<string | undefined> {
  const managerIds = (swarm.RemoteManagers ?? []).map((manager) => manager.NodeID);
  const managers = probes.filter(({ info }) => info && managerIds.includes(info.Swarm.NodeID));
  const names = swarm.ControlAvailable ? [machine] : managers.map(({ name }) => name);
  for (const name of names) {
    const inspected = await fleet
      .engine(name)
      .swarmInspect()
      .catch(() => undefined);
    const owner = inspected?.Spec.Labels?.[clusterLabel];
    if (owner) return owner;
  }
  return undefined;
}
