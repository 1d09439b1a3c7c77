import type { Engine } from "../../engine/client";
import { isAmbiguousAddress, isBadToken, isJoinTimeout, isUnreachable, reasonOf } from "../../engine/errors";
import type { Role, SwarmInfo } from "../../engine/types";
import { done, notYet, waitFor } from "../../../lib/wait";
import { addressesOf, type NodeAddresses } from "./addresses";
import type { Fleet } from "../session/fleet";
import { infoOf } from "../session/info";
import { withLock } from "../session/queue";
import { findManager, withManager, type Manager } from "../session/managers";
import { say, stopwatch } from "../session/say";

/** A machine that is to join a swarm. */
export interface JoinArgs extends NodeAddresses {
  readonly fleet: Fleet;
  readonly swarmId: string;
  /** Name of the machine. */
  readonly machine: string;
  readonly role: Role;
}

/**
 * Joins a machine that is in no swarm, drained so that no task lands before its labels are set, and returns its node
 * ID. The token is fetched from a manager the moment it is used. Managers join one at a time.
 */
export function join(args: JoinArgs): Promise<string> {
  return args.role === "manager" ? withLock(args.swarmId, () => tryJoin(args)) : tryJoin(args);
}

/** Waits until a join that goes on in the background has ended, well or not; returns what the engine says then. */
export function joinEnded(engine: Engine, machine: string, seconds: number): Promise<SwarmInfo> {
  return waitFor({
    what: `${machine} to end its join`,
    seconds,
    look: async () => {
      const { Swarm: swarm } = await infoOf(engine);
      return swarm.LocalNodeState === "pending" ? notYet(swarm.Error || "pending") : done(swarm);
    },
  });
}

// A token may be rotated between its reading and its use, and a manager may go away while it is asked.
const tries = 3;

async function tryJoin(args: JoinArgs): Promise<string> {
  const engine = args.fleet.engine(args.machine);
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
async function managerFor(args: JoinArgs, except?: string): Promise<Manager> {
  const other = except && (await findManager(args.fleet, args.swarmId, { except }).catch(() => undefined));
  return other || withManager(args.fleet, args.swarmId, async (manager) => manager);
}

async function joinThrough(manager: Manager, args: JoinArgs, engine: Engine): Promise<string> {
  const { JoinTokens: tokens } = await manager.engine.swarmInspect();
  const remote = (await manager.engine.node(manager.nodeId)).ManagerStatus?.Addr;
  if (!remote) throw new Error(`${manager.name} tells no address to join by`);
  try {
    await engine.swarmJoin({
      ...addressesOf(args.fleet, args.machine, args),
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

/** The engine gave up waiting but goes on: it may still succeed; else the attempt is called off, to be made anew. */
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

function explained(args: JoinArgs, error: unknown): Error {
  const next = isAmbiguousAddress(error)
    ? ". Set the node's advertiseAddress to one of them"
    : isUnreachable(error)
      ? ". Run again once the machine answers"
      : "";
  const text = `${args.machine} did not join swarm ${args.swarmId}: ${reasonOf(error)}${next}`;
  return new Error(text, { cause: error });
}
