import type { Engine } from "../../engine/client";
import { done, waitFor, WaitError, within } from "../../../lib/wait";
import type { Fleet } from "./fleet";
import type { SwarmMemory } from "./memory";
import { NoManagerError } from "./no-manager";
import type { Probe } from "./probe";
import { say } from "./say";
import type { Unlocker } from "./unlock";

/** A manager that answers, and whose swarm has a leader. */
export interface Manager {
  /** Name of its machine. */
  readonly name: string;
  readonly engine: Engine;
  readonly nodeId: string;
  /** Whether it takes more than a few seconds to answer. */
  readonly slow: boolean;
}

/** Which managers may be asked. */
export interface ManagerChoice {
  /** Name of a machine that is not asked: one that is about to be demoted. @default none */
  readonly except?: string;
}

// Docker's managers wait 10 to 20 s for a leader that is silent, and then elect another within a second or two; seen
// from the first question that found none.
const electionSeconds = 22;
const noticeMs = 4000;
const headStartMs = 300;

/** Finds a working manager of one swarm among all machines of a store. */
export class Managers {
  /** What answered a moment ago is likely to answer again. */
  private lastGood?: string;
  /** Since when no leader was found. */
  private leaderlessSince?: number;

  constructor(
    private readonly fleet: Fleet,
    private readonly swarmId: string,
    private readonly probe: (name: string) => Promise<Probe>,
    private readonly unlocker: Unlocker,
    private readonly memory: SwarmMemory,
  ) {}

  /**
   * The manager that answered last, or otherwise the first to answer; locked managers are unlocked when no other answers.
   * Looks once.
   * @throws NoManagerError
   */
  async find({ except }: ManagerChoice = {}): Promise<Manager> {
    if (this.lastGood && this.lastGood !== except) {
      // One that hangs now must not hold up the question to the others.
      const seen = await within(noticeMs, this.probe(this.lastGood));
      const manager = seen && this.asManager(seen);
      if (manager) return manager;
    }
    const names = this.fleet.machines().filter((name) => name !== except);
    const likely = await this.likely(names);
    if (likely) return likely;
    const probes = names.map((name) => this.probe(name));
    const seen: Probe[] = [];
    for (const each of probes) void each.then((answer) => seen.push(answer));
    const search = this.search(probes);
    const manager = (await within(noticeMs, search)) ?? (await this.lookLonger(search, seen, names));
    if (!manager) throw this.noManager(await Promise.all(probes));
    this.lastGood = manager.name;
    return manager;
  }

  /** One of those that are likely to be managers, if it answers at once: most machines of a large swarm are none. */
  private async likely(names: readonly string[]): Promise<Manager | undefined> {
    const likely = names.filter((name) => this.memory.likelyManagers.has(name));
    if (likely.length === 0) return undefined;
    const manager = await within(headStartMs, this.first(likely.map((name) => this.probe(name))));
    this.lastGood = manager?.name ?? this.lastGood;
    return manager;
  }

  /**
   * The same; waits for the end of an election, in which no manager has a leader for some seconds.
   * @throws NoManagerError
   */
  async elected(choice?: ManagerChoice): Promise<Manager> {
    let last: unknown;
    const look = async () => {
      try {
        return done(await this.find(choice));
      } catch (error) {
        last = error;
        throw error;
      }
    };
    const wait = {
      what: `the managers of swarm ${this.swarmId} to have a leader`,
      seconds: 2 * electionSeconds,
    };
    try {
      return await waitFor({
        ...wait,
        look,
        tolerate: (error) => error instanceof NoManagerError && error.mayBeElecting,
      });
    } catch (error) {
      throw error instanceof WaitError ? last : error;
    }
  }

  private noManager(probes: readonly Probe[]): NoManagerError {
    const isLeaderless = probes.some((each) => each.leaderless);
    this.leaderlessSince = isLeaderless ? (this.leaderlessSince ?? Date.now()) : undefined;
    const seconds = this.leaderlessSince === undefined ? 0 : (Date.now() - this.leaderlessSince) / 1000;
    return new NoManagerError(this.swarmId, probes, {
      managers: this.memory.managers,
      waited: seconds >= electionSeconds,
      isFirst: (kind) => this.memory.isFirst(kind),
      nodeIds: (name) => this.fleet.nodeNotes(name).ids,
    });
  }

  private async search(probes: Promise<Probe>[]): Promise<Manager | undefined> {
    return (await this.first(probes)) ?? this.unlocked(await Promise.all(probes));
  }

  /**
   * Engines that are slow or hang are asked for longer than the others, and an election takes its time: what is waited for
   * is said, and nothing is waited for where those that may answer yet are no majority.
   */
  private async lookLonger(
    search: Promise<Manager | undefined>,
    seen: readonly Probe[],
    names: readonly string[],
  ): Promise<Manager | undefined> {
    const leaderless = seen.filter((each) => each.leaderless).map(({ name }) => name);
    const pending = names.filter((name) => !seen.some((each) => each.name === name));
    const soFar = this.noManager([...seen, ...pending.map(pendingProbe)]);
    if (soFar.isLost) {
      search.catch(() => undefined);
      throw soFar;
    }
    const text = `has no leader (asked: ${leaderless.join(", ")}): waiting for its managers to elect one`;
    if (soFar.mayBeElecting && this.memory.isFirst("election")) say(`swarm ${this.swarmId}`, text);
    return search;
  }

  private asManager({ name, info, slow }: Probe): Manager | undefined {
    if (!info?.Swarm.ControlAvailable || info.Swarm.Cluster?.ID !== this.swarmId) return undefined;
    this.leaderlessSince = undefined;
    this.memory.rememberManagers((info.Swarm.RemoteManagers ?? []).map(({ NodeID }) => NodeID));
    if (slow && this.memory.isFirst("slow")) {
      say(`swarm ${this.swarmId}`, `its managers are slow: ${name} took more than 3 s to answer. Going on`);
    }
    return {
      name,
      engine: this.fleet.engine(name),
      nodeId: info.Swarm.NodeID,
      slow,
    };
  }

  private first(probes: Promise<Probe>[]): Promise<Manager | undefined> {
    const tries = probes.map(async (answer) => this.asManager(await answer) ?? Promise.reject());
    return Promise.any(tries).catch(() => undefined);
  }

  private async unlocked(probes: Probe[]): Promise<Manager | undefined> {
    const names = await this.unlocker.unlockAll(probes);
    return this.first(names.map((name) => this.probe(name)));
  }
}

/** Of a machine that has not answered yet, and may: it counts as a manager that runs. */
function pendingProbe(name: string): Probe {
  const error = new Error(`no answer within ${noticeMs / 1000} s`);
  return {
    name,
    error,
    alive: false,
    leaderless: false,
    slow: false,
    hangs: true,
  };
}
