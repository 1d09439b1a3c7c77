import { storeFleet, type Fleet } from "./fleet";
import { SwarmMemory } from "./memory";
import { SwarmSession } from "./session";

/** One run of Pulumi, in the process that runs the handlers: what it has seen so far, and its swarm sessions. */
export class Run {
  /**
   * Whether the program declared anything. It stays false in a destroy, where the program does not run and no inputs
   * are checked; handlers are not told in any other way whether a deletion is part of a destroy.
   */
  programRan = false;
  /** Nodes that leave the swarm only to join again, by machine: still to come, or away right now. See node/replace.ts. */
  readonly replacing = new Map<string, "planned" | "away">();
  /** Former names of the machines that are replaced by one of another name, by their new names. */
  readonly renamed = new Map<string, string>();
  /** IDs of the swarms that this run initialised or found: a replaced resource must not end them when it is deleted. */
  readonly swarmsInUse = new Set<string>();
  private readonly fleets = new Map<string, Fleet>();
  /** Stores whose fleets could not be opened: why is said once, and not by each resource again. */
  private readonly refused = new Set<string>();
  private readonly memories = new Map<string, SwarmMemory>();
  private readonly sessions = new Map<string, SwarmSession>();

  /** @param openFleet opens the fleet of a store. @default the store on this computer */
  constructor(private readonly openFleet: (storePath: string) => Fleet = storeFleet) {}

  /**
   * The fleet of a store; the same object for the same path.
   * @throws where it cannot be opened: says why the first time, and later refers to that
   */
  fleet(storePath: string): Fleet {
    if (this.refused.has(storePath))
      throw new Error(`the machines in ${storePath} are left alone, for the reason given once in this run`);
    try {
      return remembered(this.fleets, storePath, () => this.openFleet(storePath));
    } catch (error) {
      this.refused.add(storePath);
      throw error;
    }
  }

  /** What this run remembers of a swarm; opens no store. */
  memory(swarmId: string): SwarmMemory {
    return remembered(this.memories, swarmId, () => new SwarmMemory());
  }

  /** The session of a swarm over the fleet of a store; the same object for the same swarm and path. */
  session(storePath: string, swarmId: string): SwarmSession {
    const open = () => new SwarmSession(this.fleet(storePath), swarmId, this.memory(swarmId));
    return remembered(this.sessions, `${swarmId} ${storePath}`, open);
  }
}

/** The run this process belongs to: Pulumi starts a new process for each run. */
export const thisRun = new Run();

function remembered<V>(map: Map<string, V>, key: string, create: () => V): V {
  const value = map.get(key) ?? create();
  map.set(key, value);
  return value;
}
