import { driverOf } from "./drivers";

/** What is known of a machine. */
export interface MachineFacts {
  /** Driver as configured, never "auto". */
  readonly driver: string;
  /** The record in docker-machine's store: none, one that cannot be read, or one that can. */
  readonly record: "none" | "broken" | "usable";
  /** Driver that the record names, by docker-machine's name. */
  readonly recordedDriver: string;
  /** A create was started and never finished. */
  readonly unfinished: boolean;
  /** The record has another address than the host is reached by now. */
  readonly moved: boolean;
  /** A certificate that its engine and we use for each other has ended. */
  readonly expired: boolean;
  /** How the engine answers over TLS. */
  readonly engine: "ready" | "untrusted" | "silent";
  /** What the driver says of the machine; only asked while the engine is not ready. */
  readonly state: "Running" | "Stopped" | "Paused" | "Saved" | "Gone" | "Unknown";
  /** The engine is an active node of a swarm, as it says itself or by SSH. */
  readonly swarmNode: boolean;
}

/** What can be done to a machine. */
export type MachineAction =
  "nothing" | "create" | "start" | "readdress" | "provision" | "recreate" | "refuse";

/** What to do, and why, as a clause that fits after "because". */
export interface Decision {
  readonly action: MachineAction;
  readonly because: string;
}

/**
 * The next step towards a machine that runs and answers.
 * @param tried what was already done: nothing is done twice
 */
export function decide(facts: MachineFacts, tried: ReadonlySet<MachineAction> = new Set()): Decision {
  const decision = wanted(facts, tried);
  if (!tried.has(decision.action)) return decision;
  return { action: "refuse", because: `${decision.because}, though a repair was tried` };
}

function wanted(facts: MachineFacts, tried: ReadonlySet<MachineAction>): Decision {
  // Of driver generic, an active swarm node is refused before this (ssh-check.ts). On a host of driver local whose
  // record was lost, provisioning restarts Docker once: its tasks restart, and it stays a member of the swarm.
  if (facts.record === "none") return { action: "create", because: "it does not exist yet" };
  if (facts.record === "broken") return { action: "recreate", because: "its record cannot be read" };
  if (facts.recordedDriver !== driverOf(facts.driver).machineDriver) return otherDriver(facts);
  if (facts.engine === "ready" && (facts.swarmNode || !facts.unfinished) && !facts.moved) {
    return { action: "nothing", because: "it runs and answers" };
  }
  // It was never finished, so it holds nothing yet: a new one is safer than repairing whatever step was interrupted.
  if (facts.unfinished && !facts.swarmNode) {
    return { action: "recreate", because: "an earlier create did not finish" };
  }
  if (facts.moved) {
    const action = driverOf(facts.driver).isRecordOnly ? "recreate" : "readdress";
    return { action, because: "its host has a new address" };
  }
  if (facts.state === "Gone") return { action: "recreate", because: "its driver no longer knows it" };
  return facts.state === "Running" ? repair(facts, tried) : wake(facts);
}

function otherDriver({ recordedDriver }: MachineFacts): Decision {
  const because =
    `the store has a machine of that name with driver ${recordedDriver}; ` +
    "remove it, or give this one another name or that driver";
  return { action: "refuse", because };
}

/** The machine runs, but its engine does not answer as it should. */
function repair(facts: MachineFacts, tried: ReadonlySet<MachineAction>): Decision {
  const wrong = facts.expired
    ? "its certificates have ended"
    : facts.engine === "untrusted"
      ? "its engine's certificates do not match"
      : "its engine does not answer";
  // After a start the engine is fresh anyway, and a node at another address has to join again: a restart does no harm.
  // Where certificates have ended nobody can drain the node: no engine of the store answers us.
  if (facts.swarmNode && !facts.expired && !tried.has("start") && !tried.has("readdress")) {
    const why = `${wrong}, and a repair would restart the engine of an active swarm node`;
    return { action: "refuse", because: `${why}; drain the node, then run docker-machine provision` };
  }
  if (!tried.has("provision")) return { action: "provision", because: wrong };
  if (driverOf(facts.driver).isRecordOnly)
    return { action: "recreate", because: `${wrong} after provisioning` };
  // A virtual machine that was finished once may hold data: not ours to throw away.
  return {
    action: "refuse",
    because: `${wrong}, and provisioning did not help; remove the machine to get a new one`,
  };
}

function wake({ driver, state }: MachineFacts): Decision {
  if (state === "Unknown") {
    return { action: "refuse", because: "its driver does not report its state" };
  }
  if (driverOf(driver).isRecordOnly) {
    return {
      action: "refuse",
      because: "its host does not answer on SSH; start the host, or remove the machine",
    };
  }
  return { action: "start", because: `it is ${state.toLowerCase()}` };
}
