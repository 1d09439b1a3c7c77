// The view model: what every output shows, with the words it uses. All plain values, so that it can be sent as JSON.
import type { Mode } from "./answers";

/** A picture of one swarm. */
export interface View {
  /** Name of the stack. */
  readonly stack: string;
  readonly swarmId: string;
  /** When the engines answered, in milliseconds since 1970. */
  readonly takenAt: number;
  readonly mode: Mode;
  /** Machine of the manager that answered. */
  readonly manager: string;
  /** Why the picture is old; empty while a manager answers. */
  readonly problem: string;
  readonly quorum: Quorum;
  /** "4 nodes, 1 down". */
  readonly summary: string;
  /** Managers first, each by name. */
  readonly nodes: readonly NodeView[];
  readonly services: readonly ServiceView[];
  /** "3 services, 1 not complete". */
  readonly serviceSummary: string;
  /** Names of all node labels, to group by. */
  readonly labels: readonly string[];
  readonly drift: readonly Drift[];
  /** "Everything is as declared", "2 differences". */
  readonly driftSummary: string;
  /** Why it is not known what is declared; empty when it is. */
  readonly declaredProblem: string;
  /** What ends within a month, or has ended; the first to end first. */
  readonly certificates: readonly CertificateView[];
  /** What is said and drawn of each condition, the worst first. */
  readonly conditions: Readonly<Record<Condition, ConditionWords>>;
  /** "8 certificates, the first ends in 354 days". */
  readonly certificateSummary: string;
}

/** Whether the managers can agree, and how many more may fail. */
export interface Quorum {
  readonly managers: number;
  readonly reachable: number;
  /** How many of the reachable ones may fail before the swarm can no longer be changed. */
  readonly mayFail: number;
  /** Name of the leader; empty when there is none. */
  readonly leader: string;
  readonly level: Level;
  /** "3 managers: 1 may fail". */
  readonly text: string;
}

/** How much something matters. */
export type Level = "good" | "notice" | "bad";

/** How a node is, in one word. */
export type Condition =
  "ready" | "paused" | "drained" | "changing" | "unknown" | "unreachable" | "down" | "missing";

/** What is said and drawn of a condition. */
export interface ConditionWords {
  /** A sign that is told apart without colour. */
  readonly sign: string;
  readonly level: Level;
  /** What it means, in a few words. */
  readonly meaning: string;
}

/** All conditions, the worst first. */
export const conditions: Readonly<Record<Condition, ConditionWords>> = {
  missing: { sign: "?", level: "bad", meaning: "declared, but not in the swarm" },
  down: { sign: "✕", level: "bad", meaning: "the managers do not hear of it" },
  unreachable: { sign: "!", level: "bad", meaning: "the other managers do not reach it" },
  unknown: { sign: "~", level: "notice", meaning: "the managers do not know yet" },
  changing: { sign: "↻", level: "notice", meaning: "its role is changing" },
  drained: { sign: "▽", level: "notice", meaning: "gets no tasks, runs none" },
  paused: { sign: "‖", level: "notice", meaning: "keeps its tasks, gets no new ones" },
  ready: { sign: "✓", level: "good", meaning: "runs tasks" },
};

/** One node. */
export interface NodeView {
  /** Its ID; of a missing node "missing-NAME". */
  readonly id: string;
  readonly name: string;
  readonly role: "manager" | "worker";
  readonly leader: boolean;
  readonly condition: Condition;
  /** What the condition means: "heartbeat failure". */
  readonly detail: string;
  readonly availability: "active" | "pause" | "drain";
  readonly labels: Readonly<Record<string, string>>;
  readonly address: string;
  readonly engineVersion: string;
  /** "2 CPUs". */
  readonly processors: string;
  /** "7.8 GiB". */
  readonly memory: string;
  readonly tasks: readonly TaskGroup[];
}

/** The tasks of one service on one node. */
export interface TaskGroup {
  readonly service: string;
  /** Number of tasks by state: "running", "starting", ... */
  readonly states: Readonly<Record<string, number>>;
  /** "2 running, 1 starting". */
  readonly text: string;
  /** Whether all of them run. */
  readonly level: Level;
  /** Why one does not run, in the engine's words. */
  readonly error: string;
}

/** One service. */
export interface ServiceView {
  readonly id: string;
  readonly name: string;
  readonly running: number;
  readonly wanted: number;
  /** "3 of 3 running". */
  readonly text: string;
  readonly level: Level;
  /** Names of the nodes that have tasks of it. */
  readonly nodes: readonly string[];
  /** "1 pending: no suitable node"; empty where every task has a node. */
  readonly waiting: string;
  /** "failed on node2: No such image: web:2": the last failure while not all tasks run. */
  readonly failure: string;
}

/** Something that is not as the state declares it. */
export interface Drift {
  readonly node: string;
  /** "is a worker, declared manager". */
  readonly text: string;
  /** What repairs it, one command after the other. */
  readonly commands: readonly string[];
}

/** A certificate that ends soon. */
export interface CertificateView {
  readonly what: string;
  /** "ends in 12 days", "ended 3 days ago". */
  readonly text: string;
  readonly level: Level;
  readonly command: string;
}
