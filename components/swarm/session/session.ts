import { isDeepStrictEqual } from "node:util";
import type { Engine } from "../../engine/client";
import { isOutOfSequence, isTransient } from "../../engine/errors";
import type { Node, NodeSpec } from "../../engine/types";
import { done, waitFor, type Look } from "../../../lib/wait";
import { OwnEngineError, type Fleet } from "./fleet";
import { Managers, type Manager, type ManagerChoice } from "./managers";
import { NoManagerError } from "./no-manager";
import type { SwarmMemory } from "./memory";
import { probe, type Probe } from "./probe";
import { say, sayWhile } from "./say";
import { Unlocker } from "./unlock";

/** A machine that is a node of a swarm. */
export interface Member {
  readonly session: SwarmSession;
  /** Name of the machine, for messages too. */
  readonly machine: string;
  readonly nodeId: string;
}

/** A wait in which managers are asked. */
export interface Until<T> extends ManagerChoice {
  /** What is waited for; it stands after "waiting for": "node2 to be ready". */
  readonly what: string;
  /** The deadline, in seconds from now; there is no other. */
  readonly seconds: number;
  /** Looks once, through any manager. */
  readonly look: (manager: Manager) => Promise<Look<T>>;
  /** Time between two looks, in milliseconds. @default that of lib/wait */
  readonly everyMs?: number;
}

/** How managers are asked. */
export interface AskChoice extends ManagerChoice {
  /** For how long a manager is looked for, in seconds. @default 30 */
  readonly seconds?: number;
}

const askSeconds = 30;
const shareMs = 1000;

/** One swarm, the machines of one store, and this run. */
export class SwarmSession {
  private readonly managers: Managers;
  private readonly unlocker: Unlocker;
  private readonly probes = new Map<string, Promise<Probe>>();
  private shared?: { readonly asked: number; readonly nodes: Promise<Node[]> };

  constructor(
    readonly fleet: Fleet,
    readonly swarmId: string,
    /** What this run remembers of the swarm. */
    readonly memory: SwarmMemory,
  ) {
    this.unlocker = new Unlocker(fleet, memory);
    this.managers = new Managers(fleet, swarmId, (name) => this.probe(name), this.unlocker, memory);
  }

  /** All nodes, as a manager sees them now. */
  nodes(): Promise<Node[]> {
    return this.ask(({ engine }) => engine.nodes());
  }

  /** One node, as a manager sees it now. */
  node(nodeId: string): Promise<Node> {
    return this.ask(({ engine }) => engine.node(nodeId));
  }

  /**
   * All nodes, asked once for all calls of one second: a refresh reads every node at once. Only for reading; what is
   * to be changed must be fresh.
   * @throws NoManagerError
   */
  sharedNodes(): Promise<Node[]> {
    if (this.shared && Date.now() - this.shared.asked < shareMs) return this.shared.nodes;
    const nodes = this.manager().then(({ engine }) => engine.nodes());
    this.shared = { asked: Date.now(), nodes };
    return nodes;
  }

  /** Changes what is wanted of a node, and retries when somebody else changed it meanwhile. */
  update(nodeId: string, change: (spec: NodeSpec) => NodeSpec, choice?: AskChoice): Promise<void> {
    return this.ask(({ engine }) => updateNode(engine, nodeId, change), choice);
  }

  /**
   * A working manager; waits for the end of an election.
   * @throws NoManagerError
   */
  manager(choice?: ManagerChoice): Promise<Manager> {
    return this.managers.elected(choice);
  }

  /** The same, or none. */
  managerOrNone(choice?: ManagerChoice): Promise<Manager | undefined> {
    return this.manager(choice).catch((error: unknown) => {
      if (error instanceof NoManagerError) return undefined;
      throw error;
    });
  }

  /**
   * Does a piece of work through any manager, and retries when the manager goes away, the leader changes, or somebody
   * else changed the object meanwhile. The work must read what it changes.
   */
  ask<T>(
    work: (manager: Manager) => Promise<T>,
    { seconds = askSeconds, except }: AskChoice = {},
  ): Promise<T> {
    const what = `a manager of swarm ${this.swarmId}`;
    return this.until({ what, seconds, except, look: async (manager) => done(await work(manager)) });
  }

  /**
   * Waits until a look finds what it looks for. A manager serves until a look through it fails; the next look finds
   * another. A passing error of a manager, or a node's own engine that does not answer, counts as "not yet".
   * @throws WaitError at the deadline, with what was last seen; its cause is the NoManagerError where there was no
   * manager; any other error at once
   */
  until<T>({ what, seconds, except, everyMs, look }: Until<T>): Promise<T> {
    let manager: Manager | undefined;
    const lookOnce = async () => {
      const asked = manager ?? (await this.managers.find({ except }));
      manager = undefined;
      const seen = await look(asked);
      manager = asked;
      return seen;
    };
    const wait = { what, seconds, everyMs, look: lookOnce, tolerate: isPassing };
    return sayWhile(`swarm ${this.swarmId}`, what, () => waitFor(wait));
  }

  /**
   * Says why no manager answers, once a run: it is the same for all nodes. For whoever goes on without one.
   */
  sayNoManager(error: NoManagerError): void {
    if (this.memory.isFirst("no manager")) say(`swarm ${this.swarmId}`, error.message);
  }

  /** What a machine says of itself. Calls for the same machine at the same time share the answer. */
  probe(name: string): Promise<Probe> {
    const answer = this.probes.get(name) ?? probe(this.fleet, name).finally(() => this.probes.delete(name));
    this.probes.set(name, answer);
    return answer;
  }

  /** What all machines say of themselves. */
  probeAll(): Promise<Probe[]> {
    return Promise.all(this.fleet.machines().map((name) => this.probe(name)));
  }

  /** What a machine says of itself, after it was unlocked where it is locked and a key of the swarm fits. */
  async probeUnlocked(name: string): Promise<Probe> {
    const first = await this.probe(name);
    if (first.info?.Swarm.LocalNodeState !== "locked") return first;
    const unlocked = await this.unlocker.unlock(name, await this.currentKey());
    return unlocked ? this.probe(name) : first;
  }

  /** The key that unlocks the swarm's managers today, where one of them can tell it. */
  private async currentKey(): Promise<string | undefined> {
    try {
      return await (await this.manager()).engine.unlockKey();
    } catch {
      return undefined;
    }
  }
}

/** Changes what is wanted of a node through one manager; what the change leaves alone stays as it is. */
export async function updateNode(
  engine: Engine,
  nodeId: string,
  change: (spec: NodeSpec) => NodeSpec,
): Promise<void> {
  const node = await engine.node(nodeId);
  const spec = change(node.Spec);
  if (isDeepStrictEqual(spec, node.Spec)) return;
  await engine.nodeUpdate(nodeId, node.Version.Index, spec);
}

function isPassing(error: unknown): boolean {
  if (error instanceof OwnEngineError) return error.unreachable;
  return isTransient(error) || isOutOfSequence(error) || error instanceof NoManagerError;
}
