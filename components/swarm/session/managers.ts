import type { Engine } from "../../engine/client";
import { isOutOfSequence, isTransient } from "../../engine/errors";
import { done, waitFor } from "../../../lib/wait";
import type { Fleet } from "./fleet";
import { describeProbe, probe, type Probe } from "./probe";
import { unlockLockedMachines, unlockMachine } from "./unlock";

/** A manager that answers, and whose swarm has a leader. */
export interface Manager {
  /** Name of its machine. */
  readonly name: string;
  readonly engine: Engine;
  readonly nodeId: string;
}

/** No machine of the store is a working manager of the swarm. */
export class NoManagerError extends Error {
  constructor(
    swarmId: string,
    /** What each machine said. */
    readonly probes: readonly Probe[],
  ) {
    const machines = probes.map((p) => describeProbe(p, swarmId)).join("; ") || "there are no machines";
    super(`no manager of swarm ${swarmId} answers: ${machines}. ${nextStep(probes)}`);
    this.name = "NoManagerError";
  }
}

/** Which managers will do. */
export interface ManagerChoice {
  /** Name of a machine that is not asked: one that is about to be demoted. @default none */
  readonly except?: string;
}

/**
 * Finds a working manager of the swarm among all machines of the store: the one that answered last, else whichever
 * answers first.
 * @throws NoManagerError
 */
export async function findManager(
  fleet: Fleet,
  swarmId: string,
  choice: ManagerChoice = {},
): Promise<Manager> {
  const last = lastGood.get(swarmId);
  if (last && last !== choice.except) {
    const manager = asManager(fleet, await probe(fleet, last), swarmId);
    if (manager) return manager;
  }
  const names = fleet.machines().filter((name) => name !== choice.except);
  const probes = names.map((name) => probe(fleet, name));
  const manager =
    (await firstManager(fleet, probes, swarmId)) ??
    (await afterUnlock(fleet, await Promise.all(probes), swarmId));
  if (!manager) throw new NoManagerError(swarmId, await Promise.all(probes));
  lastGood.set(swarmId, manager.name);
  return manager;
}

/**
 * Does a piece of work through any manager, and again through the same or another one when the manager goes away, the
 * leader changes, or somebody else changed the object in between. The work must read what it is going to change.
 */
export async function withManager<T>(
  fleet: Fleet,
  swarmId: string,
  work: (manager: Manager) => Promise<T>,
  choice: ManagerChoice & { readonly deadlineSeconds?: number } = {},
): Promise<T> {
  return waitFor({
    what: `a manager of swarm ${swarmId}`,
    seconds: choice.deadlineSeconds ?? 30,
    look: async () => done(await work(await findManager(fleet, swarmId, choice))),
    tolerate: (error) => isTransient(error) || isOutOfSequence(error) || error instanceof NoManagerError,
  });
}

/** What a machine says of itself, after it was unlocked where it is locked and a key of the swarm fits. */
export async function probeUnlocked(fleet: Fleet, swarmId: string, name: string): Promise<Probe> {
  const first = await probe(fleet, name);
  if (first.info?.Swarm.LocalNodeState !== "locked") return first;
  const unlocked = await unlockMachine(fleet, name, swarmId, await currentKey(fleet, swarmId));
  return unlocked ? probe(fleet, name) : first;
}

/** The key that opens the swarm's managers today, where one of them can tell it. */
async function currentKey(fleet: Fleet, swarmId: string): Promise<string | undefined> {
  try {
    return await (await findManager(fleet, swarmId)).engine.unlockKey();
  } catch {
    return undefined;
  }
}

// By swarm, in this process: what answered a moment ago is likely to answer again.
const lastGood = new Map<string, string>();

function asManager(fleet: Fleet, { name, info }: Probe, swarmId: string): Manager | undefined {
  if (!info?.Swarm.ControlAvailable || info.Swarm.Cluster?.ID !== swarmId) return undefined;
  return { name, engine: fleet.engine(name), nodeId: info.Swarm.NodeID };
}

async function firstManager(
  fleet: Fleet,
  probes: Promise<Probe>[],
  swarmId: string,
): Promise<Manager | undefined> {
  const tries = probes.map(async (answer) => asManager(fleet, await answer, swarmId) ?? Promise.reject());
  return Promise.any(tries).catch(() => undefined);
}

async function afterUnlock(fleet: Fleet, probes: Probe[], swarmId: string): Promise<Manager | undefined> {
  const unlocked = await unlockLockedMachines(fleet, probes, swarmId);
  return firstManager(
    fleet,
    unlocked.map((name) => probe(fleet, name)),
    swarmId,
  );
}

function nextStep(probes: readonly Probe[]): string {
  if (probes.some((p) => p.leaderless)) {
    return (
      "The swarm has lost its quorum: bring managers back until more than half of them run; " +
      "if they are lost for good, set the swarm's `recover` to a manager that is left and run up again"
    );
  }
  if (probes.some((p) => p.info?.Swarm.LocalNodeState === "locked")) {
    return 'No key in the state opens what is locked: run "docker swarm unlock" there with the key it had';
  }
  return (
    "Start a machine that is a manager of it, and run again; if all its managers are lost for good, the swarm is too: " +
    "pulumi up --replace '**:Swarm::**' makes a new one of the machines that are there"
  );
}
