import type { Node, Service, Task } from "../components/engine/types";

/** What was read at one moment: all that a picture of the swarm is made of. */
export interface Answers {
  /** When, in milliseconds since 1970. */
  readonly takenAt: number;
  /** Name of the machine whose engine, a manager, answered. */
  readonly manager: string;
  readonly swarmId: string;
  readonly nodes: readonly Node[];
  readonly services: readonly Service[];
  /** The tasks that are to run now, on whatever node or none yet. */
  readonly tasks: readonly Task[];
  /** Past tasks of services whose tasks do not all run. */
  readonly pastTasks: readonly Task[];
  /** What the engines of nodes that are not ready say of themselves, by machine: "is locked". */
  readonly silent: Readonly<Record<string, string>>;
  readonly certificates: readonly Certificate[];
}

/** A certificate that the swarm, or the way to it, depends on. */
export interface Certificate {
  /** What it is for: "engine of node1". */
  readonly what: string;
  /** The day and time it ends, in milliseconds since 1970. */
  readonly endsAt: number;
  /** The command that renews it. */
  readonly command: string;
}

/** The nodes as a stack's state declares them. */
export interface Declared {
  /** Name of the stack. */
  readonly stack: string;
  /** The swarm in the state; undefined before the first update. */
  readonly swarmId?: string;
  readonly nodes: readonly DeclaredNode[];
  /** The nodes of the configuration, which may have been edited since the last update; undefined where it lists none. */
  readonly configured?: readonly ConfiguredNode[];
  /** Why the state is not known; there are no nodes then. */
  readonly problem?: string;
}

/** A node as the state declares it. */
export interface DeclaredNode {
  /** Name of its machine, and of the node. */
  readonly machine: string;
  /** Its ID when it was last seen; empty while it is created. */
  readonly nodeId: string;
  readonly role: "manager" | "worker";
  readonly availability: "active" | "pause" | "drain";
  readonly labels: Readonly<Record<string, string>>;
  /** Whether an update is changing it at this moment. */
  readonly changing: boolean;
}

/** What of a node the configuration states and a picture shows. */
export interface ConfiguredNode {
  readonly name: string;
  readonly role: string;
  readonly availability: string;
  readonly labels: Readonly<Record<string, string>>;
}

/**
 * How the picture is kept up to date: by events; by asking now and then; not at the moment, since the manager that
 * answered went away or the managers elect a leader; or not at all, since no manager answers.
 */
export type Mode = "live" | "polling" | "searching" | "old";
