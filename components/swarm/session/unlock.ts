import { isNotLocked, isUnreachable, reasonOf } from "../../engine/errors";
import { done, notYet, waitFor } from "../../../lib/wait";
import type { Fleet } from "./fleet";
import type { SwarmMemory } from "./memory";
import type { Probe } from "./probe";
import { say, stopwatch } from "./say";

/** Unlocks the engines of an autolocked swarm: a manager that restarts stays out until somebody gives it a key. */
export class Unlocker {
  private readonly underWay = new Map<string, Promise<boolean>>();

  constructor(
    private readonly fleet: Fleet,
    private readonly memory: SwarmMemory,
  ) {}

  /**
   * Unlocks one engine with the keys known of the swarm. Calls for the same machine at the same time share the answer.
   * @param key a key just fetched from a manager. @default only the remembered keys
   * @returns whether it is unlocked now: false when no key fits
   */
  unlock(name: string, key?: string): Promise<boolean> {
    const work = this.underWay.get(name) ?? this.tryKeys(name, key).finally(() => this.underWay.delete(name));
    this.underWay.set(name, work);
    return work;
  }

  /** Unlocks those machines that are locked and take a key of the swarm; returns their names. */
  async unlockAll(probes: readonly Probe[]): Promise<string[]> {
    const locked = probes.filter((p) => p.info?.Swarm.LocalNodeState === "locked").map((p) => p.name);
    const unlocked = await Promise.all(locked.map((name) => this.unlock(name)));
    return locked.filter((_, i) => unlocked[i]);
  }

  private async tryKeys(name: string, key?: string): Promise<boolean> {
    const took = stopwatch();
    const keys = key ? [key, ...this.memory.unlockKeys] : await this.knownKeys();
    for (const candidate of new Set(keys)) {
      if (!(await this.tryKey(name, candidate))) continue;
      await this.running(name);
      say(name, `unlocked after a restart ${took()}`);
      return true;
    }
    return false;
  }

  private async tryKey(name: string, key: string): Promise<boolean> {
    try {
      await this.fleet.engine(name).unlock(key);
    } catch (error) {
      if (isNotLocked(error)) return true;
      // The engine answers only when its node runs: one that takes the key and finds no leader yet is late.
      if (isUnreachable(error) && !(await this.isLocked(name))) return true;
      say(name, `not unlocked: ${reasonOf(error)}`);
      return false;
    }
    return true;
  }

  private async isLocked(name: string): Promise<boolean> {
    const info = await this.fleet
      .engine(name)
      .info()
      .catch(() => undefined);
    return info === undefined || info.Swarm.LocalNodeState === "locked";
  }

  /** A refresh reads nodes and swarm at once, and only the swarm's state holds the keys: they may come a moment later. */
  private knownKeys(): Promise<readonly string[]> {
    const { memory } = this;
    return waitFor({
      what: "an unlock key",
      seconds: 2,
      look: () => (memory.unlockKeys.length > 0 ? done(memory.unlockKeys) : notYet("no key is known")),
    }).catch(() => []);
  }

  private running(name: string): Promise<void> {
    return waitFor({
      what: `${name} to run again after its unlock`,
      seconds: 60,
      look: async () => {
        const state = (await this.fleet.engine(name).info()).Swarm.LocalNodeState;
        return state === "locked" ? notYet(state) : done(undefined);
      },
      // A manager that looks for its leader answers late.
      tolerate: isUnreachable,
    });
  }
}
