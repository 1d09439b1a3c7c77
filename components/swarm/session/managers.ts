import type { Engine } from "../../engine/client";
import { done, waitFor, WaitError } from "../../../lib/wait";
import type { Fleet } from "./fleet";
import { describeProbe, type Probe } from "./probe";
import type { Unlocker } from "./unlock";

/** A manager that answers, and whose swarm has a leader. */
export interface Manager {
  /** Name of its machine. */
  readonly name: string;
  readonly engine: Engine;
  readonly nodeId: string;
}

/** Which managers may be asked. */
export interface ManagerChoice {
  /** Name of a machine that is not asked: one that is about to be demoted. @default none */
  readonly except?: string;
}

const electionSeconds = 15;

/** Finds a working manager of one swarm among all machines of a store. */
export class Managers {
  /** What answered a moment ago is likely to answer again. */
  private lastGood?: string;

  constructor(
    private readonly fleet: Fleet,
    private readonly swarmId: string,
    private readonly probe: (name: string) => Promise<Probe>,
    private readonly unlocker: Unlocker,
  ) {}

  /**
   * The manager that answered last, or otherwise the first to answer; locked managers are unlocked when no other answers.
   * @throws NoManagerError
   */
  async find({ except }: ManagerChoice = {}): Promise<Manager> {
    if (this.lastGood && this.lastGood !== except) {
      const manager = this.asManager(await this.probe(this.lastGood));
      if (manager) return manager;
    }
    const names = this.fleet.machines().filter((name) => name !== except);
    const probes = names.map((name) => this.probe(name));
    const manager = (await this.first(probes)) ?? (await this.unlocked(await Promise.all(probes)));
    if (!manager) throw new NoManagerError(this.swarmId, await Promise.all(probes));
    this.lastGood = manager.name;
    return manager;
  }

  /** The same, or none; waits for the end of an election, in which no manager answers for some seconds. */
  async elected(choice?: ManagerChoice): Promise<Manager | undefined> {
    try {
      return await waitFor({
        what: `the managers of swarm ${this.swarmId} to have a leader`,
        seconds: electionSeconds,
        look: async () => done(await this.find(choice)),
        tolerate: (error) => error instanceof NoManagerError && error.leaderless,
      });
    } catch (error) {
      if (error instanceof NoManagerError || error instanceof WaitError) return undefined;
      throw error;
    }
  }

  private asManager({ name, info }: Probe): Manager | undefined {
    if (!info?.Swarm.ControlAvailable || info.Swarm.Cluster?.ID !== this.swarmId) return undefined;
    return { name, engine: this.fleet.engine(name), nodeId: info.Swarm.NodeID };
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

/** No machine of the store is a working manager of the swarm. */
export class NoManagerError extends Error {
  /** Whether some machine is a manager without a leader: an election is under way, or the quorum is lost. */
  readonly leaderless: boolean;

  constructor(
    swarmId: string,
    /** What each machine said. */
    readonly probes: readonly Probe[],
  ) {
    const machines = probes.map((p) => describeProbe(p, swarmId)).join("; ") || "there are no machines";
    super(`no manager of swarm ${swarmId} answers: ${machines}. ${nextStep(probes)}`);
    this.name = "NoManagerError";
    this.leaderless = probes.some((each) => each.leaderless);
  }
}

function nextStep(probes: readonly Probe[]): string {
  if (probes.some((p) => p.leaderless)) {
    return (
      "The swarm has lost its quorum: bring managers back until more than half of them run; " +
      "if they are lost for good, set the swarm's `recover` to a manager that is left and run pulumi up again"
    );
  }
  if (probes.some((p) => p.info?.Swarm.LocalNodeState === "locked")) {
    return 'No key in the state unlocks the locked machines: run "docker swarm unlock" there with the key they had';
  }
  return (
    "Start a machine that is a manager of it, and run again; if all its managers are lost for good, the swarm is too: " +
    "pulumi up --replace '**:Swarm::**' creates a new one on the machines that are there"
  );
}
