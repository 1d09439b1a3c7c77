import type { Engine } from "../../engine/client";
import { isAmbiguousAddress, isBadToken, isJoinTimeout, isUnreachable, reasonOf } from "../../engine/errors";
import type { Role, SwarmInfo } from "../../engine/types";
import { done, notYet, waitFor } from "../../../lib/wait";
import type { Manager } from "../session/managers";
import { infoOf } from "../session/probe";
import { say, stopwatch } from "../session/say";
import type { SwarmSession } from "../session/session";
import { addressesOf, otherAddressProblem, type EngineAddresses, type NodeAddresses } from "./addresses";
import { removeMember } from "./leave";

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

// A token may be rotated between its reading and its use, and a manager may go away while it is asked.
const tries = 3;

async function tryJoin(args: JoinArgs): Promise<string> {
  const { fleet } = args.session;
  const engine = fleet.engine(args.machine);
  const addresses = await addressesOf(fleet, args.machine, args);
  const took = stopwatch();
  let except: string | undefined;
  for (let left = tries; ; left--) {
    const manager = await managerFor(args, except);
    try {
      const swarm = await joinThrough(manager, args, engine, addresses);
      await undoElsewhere(args, addresses, swarm);
      say(args.machine, `joined as ${args.role} ${took()}`);
      return swarm.NodeID;
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

/** Takes a node out again that the others would not reach where they were to; it is drained and has no task yet. */
async function undoElsewhere(args: JoinArgs, addresses: EngineAddresses, swarm: SwarmInfo): Promise<void> {
  const { session, machine } = args;
  const problem = await otherAddressProblem(session.fleet, machine, addresses, swarm.NodeAddr);
  if (!problem) return;
  await removeMember({ session, machine, nodeId: swarm.NodeID }, false);
  throw new Error(`${problem}. It left again; correct the node's advertiseAddress`);
}

async function joinThrough(
  manager: Manager,
  args: JoinArgs,
  engine: Engine,
  addresses: EngineAddresses,
): Promise<SwarmInfo> {
  const { JoinTokens: tokens } = await manager.engine.swarmInspect();
  const remote = (await manager.engine.node(manager.nodeId)).ManagerStatus?.Addr;
  if (!remote) throw new Error(`${manager.name} does not report an address to join`);
  try {
    await engine.swarmJoin({
      ...addresses,
      RemoteAddrs: [remote],
      JoinToken: args.role === "manager" ? tokens.Manager : tokens.Worker,
      Availability: "drain",
    });
  } catch (error) {
    if (!isJoinTimeout(error)) throw error;
    return afterTimeout(engine, args.machine, remote);
  }
  return (await engine.info()).Swarm;
}

/** The engine stopped waiting but goes on: it may still succeed; otherwise the attempt is called off and retried. */
async function afterTimeout(engine: Engine, machine: string, remote: string): Promise<SwarmInfo> {
  say(machine, `the join through ${remote} takes longer than 20 s and goes on`);
  const swarm = await joinEnded(engine, machine, 40).catch(() => undefined);
  if (swarm?.LocalNodeState === "active") return swarm;
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
