import type { Engine } from "../../engine/client";
import { isAmbiguousAddress, isBadToken, isJoinTimeout, isUnreachable, reasonOf } from "../../engine/errors";
import type { Role, SwarmInfo } from "../../engine/types";
import { done, notYet, waitFor } from "../../../lib/wait";
import type { Fleet } from "../session/fleet";
import type { Manager } from "../session/managers";
import { infoOf } from "../session/probe";
import { say, stopwatch } from "../session/say";
import type { SwarmSession } from "../session/session";

/** The addresses of one node; they can only be given when it joins. */
export interface NodeAddresses {
  /** IP address or interface that the others reach the node by. @default the machine's address */
  readonly advertiseAddress?: string;
  /** Address and port the node listens on. @default "0.0.0.0:2377" */
  readonly listenAddress?: string;
  /** IP address or interface of overlay traffic. @default the advertise address */
  readonly dataPathAddress?: string;
}

/** A machine that is to join a swarm. */
export interface JoinArgs extends NodeAddresses {
  readonly session: SwarmSession;
  /** Name of the machine. */
  readonly machine: string;
  readonly role: Role;
}

/**
 * Joins a machine that is in no swarm, drained so that no task lands before its labels are set, and returns its node
 * ID. The token is fetched from a manager the moment it is used. Managers join one at a time.
 */
export function join(args: JoinArgs): Promise<string> {
  return args.role === "manager" ? args.session.memory.oneAtATime(() => tryJoin(args)) : tryJoin(args);
}

/**
 * Waits until a join that goes on in the background has ended, well or not; returns what the engine says then. An engine
 * that restarts meanwhile is waited for.
 */
export function joinEnded(engine: Engine, machine: string, seconds: number): Promise<SwarmInfo> {
  return waitFor({
    what: `${machine} to end its join`,
    seconds,
    look: async () => {
      const { Swarm: swarm } = await infoOf(engine);
      return swarm.LocalNodeState === "pending" ? notYet(swarm.Error || "pending") : done(swarm);
    },
    tolerate: isUnreachable,
  });
}

/**
 * The addresses to init or join with, as the engine wants them; always explicit, since a machine may have several.
 * @throws when the machine has no address and none is given
 */
export function addressesOf(fleet: Fleet, machine: string, wanted: NodeAddresses): EngineAddresses {
  const advertise = wanted.advertiseAddress ?? fleet.machine(machine)?.nodeAddress;
  if (!advertise)
    throw new Error(`machine "${machine}" has no address yet; give its node an advertiseAddress`);
  return {
    ListenAddr: wanted.listenAddress ?? "0.0.0.0:2377",
    AdvertiseAddr: advertise,
    ...(wanted.dataPathAddress && { DataPathAddr: wanted.dataPathAddress }),
  };
}

interface EngineAddresses {
  ListenAddr: string;
  AdvertiseAddr: string;
  DataPathAddr?: string;
}

// A token may be rotated between its reading and its use, and a manager may go away while it is asked.
const tries = 3;

async function tryJoin(args: JoinArgs): Promise<string> {
  const engine = args.session.fleet.engine(args.machine);
  const took = stopwatch();
  let except: string | undefined;
  for (let left = tries; ; left--) {
    const manager = await managerFor(args, except);
    try {
      const nodeId = await joinThrough(manager, args, engine);
      say(args.machine, `joined as ${args.role} ${took()}`);
      return nodeId;
    } catch (error) {
      if (left <= 1 || !(isBadToken(error) || error instanceof UnansweredJoin)) throw explained(args, error);
      say(args.machine, `join through ${manager.name} failed, trying again: ${reasonOf(error)}`);
      if (error instanceof UnansweredJoin) except = manager.name;
    }
  }
}

/** Any manager but the one that failed; that one again where there is no other. */
async function managerFor({ session }: JoinArgs, except?: string): Promise<Manager> {
  const other = except && (await session.manager({ except }).catch(() => undefined));
  return other || session.ask(async (manager) => manager);
}

async function joinThrough(manager: Manager, args: JoinArgs, engine: Engine): Promise<string> {
  const { JoinTokens: tokens } = await manager.engine.swarmInspect();
  const remote = (await manager.engine.node(manager.nodeId)).ManagerStatus?.Addr;
  if (!remote) throw new Error(`${manager.name} does not report an address to join`);
  try {
    await engine.swarmJoin({
      ...addressesOf(args.session.fleet, args.machine, args),
      RemoteAddrs: [remote],
      JoinToken: args.role === "manager" ? tokens.Manager : tokens.Worker,
      Availability: "drain",
    });
  } catch (error) {
    if (!isJoinTimeout(error)) throw error;
    return afterTimeout(engine, args.machine, remote);
  }
  return (await engine.info()).Swarm.NodeID;
}

/** The engine stopped waiting but goes on: it may still succeed; otherwise the attempt is called off and retried. */
async function afterTimeout(engine: Engine, machine: string, remote: string): Promise<string> {
  say(machine, `the join through ${remote} takes longer than 20 s and goes on`);
  const swarm = await joinEnded(engine, machine, 40).catch(() => undefined);
  if (swarm?.LocalNodeState === "active") return swarm.NodeID;
  await engine.swarmLeave(true).catch(() => undefined);
  throw new UnansweredJoin(machine, remote);
}

class UnansweredJoin extends Error {
  constructor(machine: string, remote: string) {
    super(
      `${machine} got no answer from the manager at ${remote} within 60 s: ` +
        `is TCP port 2377 open from ${machine} to it (and 7946 TCP and UDP, 4789 UDP between all nodes)?`,
    );
    this.name = "UnansweredJoin";
  }
}

function explained({ machine, session }: JoinArgs, error: unknown): Error {
  const next = isAmbiguousAddress(error)
    ? ". Set the node's advertiseAddress to one of them"
    : isUnreachable(error)
      ? ". Run again once the machine answers"
      : "";
  const text = `${machine} did not join swarm ${session.swarmId}: ${reasonOf(error)}${next}`;
  return new Error(text, { cause: error });
}
