import { isNotLocked, reasonOf } from "../../engine/errors";
import { done, notYet, waitFor } from "../../../lib/wait";
import type { Fleet } from "./fleet";
import type { Probe } from "./probe";
import { say, stopwatch } from "./say";

/** Remembers keys of an autolocked swarm for this process, newest first: a manager that was off needs the one it had. */
export function rememberUnlockKeys(swarmId: string, keys: readonly (string | undefined)[]): void {
  const fresh = keys.filter((key): key is string => Boolean(key));
  unlockKeys.set(swarmId, [...new Set([...fresh, ...(unlockKeys.get(swarmId) ?? [])])]);
}

/** Unlocks those machines that are locked and take a key of this swarm; returns their names. */
export async function unlockLockedMachines(
  fleet: Fleet,
  probes: readonly Probe[],
  swarmId: string,
): Promise<string[]> {
  const locked = probes.filter((p) => p.info?.Swarm.LocalNodeState === "locked").map((p) => p.name);
  const tries = await Promise.all(locked.map((name) => unlockMachine(fleet, name, swarmId)));
  return locked.filter((_, i) => tries[i]);
}

/**
 * Unlocks one engine with the keys known of this swarm. Who asks meanwhile for the same machine shares the answer.
 * @param key a key just fetched from a manager. @default only those remembered
 * @returns whether it is unlocked now: false when no key fits
 */
export function unlockMachine(fleet: Fleet, name: string, swarmId: string, key?: string): Promise<boolean> {
  const id = `${swarmId} ${name}`;
  const work = underWay.get(id) ?? unlock(fleet, name, swarmId, key).finally(() => underWay.delete(id));
  underWay.set(id, work);
  return work;
}

const unlockKeys = new Map<string, string[]>();
const underWay = new Map<string, Promise<boolean>>();

async function unlock(fleet: Fleet, name: string, swarmId: string, key?: string): Promise<boolean> {
  const took = stopwatch();
  const keys = key ? [key, ...(unlockKeys.get(swarmId) ?? [])] : await knownKeys(swarmId);
  for (const candidate of new Set(keys)) {
    try {
      await fleet.engine(name).unlock(candidate);
    } catch (error) {
      if (!isNotLocked(error)) {
        say(name, `not unlocked: ${reasonOf(error)}`);
        continue;
      }
    }
    await running(fleet, name);
    say(name, `unlocked after a restart ${took()}`);
    return true;
  }
  return false;
}

/** A refresh reads nodes and swarm at once, and only the swarm's state holds the keys: they may come a moment later. */
function knownKeys(swarmId: string): Promise<string[]> {
  return waitFor({
    what: "an unlock key",
    seconds: 2,
    look: async () => {
      const keys = unlockKeys.get(swarmId) ?? [];
      return keys.length > 0 ? done(keys) : notYet("none is known");
    },
  }).catch(() => []);
}

function running(fleet: Fleet, name: string): Promise<void> {
  return waitFor({
    what: `${name} to run again after its unlock`,
    seconds: 30,
    look: async () => {
      const state = (await fleet.engine(name).info()).Swarm.LocalNodeState;
      return state === "locked" ? notYet(state) : done(undefined);
    },
  });
}
