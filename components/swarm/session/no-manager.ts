import { reasonOf, redact } from "../../engine/errors";
import { describeProbe, type Probe } from "./probe";

/** What is known of a swarm besides what its machines say now. */
export interface KnownManagers {
  /** Node IDs of the swarm's managers, as last seen. */
  readonly managers: ReadonlySet<string>;
  /** Whether an election would have ended by now. */
  readonly waited: boolean;
  /** Whether something of that kind is said for the first time in this run. */
  readonly isFirst: (kind: string) => boolean;
  /** IDs of the nodes that a machine is known to have been. */
  readonly nodeIds: (name: string) => readonly string[];
}

/**
 * No machine of the store is a working manager of the swarm.
 *
 * Managers without a leader are no lost quorum: they elect one within some 20 s while more than half of them run. The
 * quorum is lost where fewer can be there, and nothing else is ever advised that would throw a swarm away.
 */
export class NoManagerError extends Error {
  /** Whether a leader may be elected yet. */
  readonly mayBeElecting: boolean;
  /** Whether fewer managers run than it takes to elect one. */
  readonly isLost: boolean;
  private readonly isFirst: () => boolean;

  constructor(
    readonly swarmId: string,
    /** What each machine said. */
    readonly probes: readonly Probe[],
    known: KnownManagers,
  ) {
    const count = countManagers(probes, known);
    const machines = probes.map((p) => describeProbe(p, swarmId)).join("; ") || "there are no machines";
    // One that has not answered yet cannot be a majority either.
    const lost = isLost(count) && (count.leaderless || probes.some((each) => each.hangs));
    const next = nextStep(probes, { ...count, leaderless: count.leaderless || lost }, known.waited);
    super(`no manager of swarm ${swarmId} answers: ${machines}. ${next}`);
    this.name = "NoManagerError";
    this.isFirst = () => known.isFirst("no manager");
    this.isLost = lost;
    this.mayBeElecting = count.leaderless && !known.waited && !isLost(count);
  }

  /** A report that contains the message: as it is for the first in a run, and with a few words in its place afterwards. */
  once(report: string): string {
    if (this.isFirst()) return report;
    const brief = `no manager of swarm ${this.swarmId} answers; see the message of swarm ${this.swarmId} above`;
    return report.replace(redact(this.message), brief);
  }
}

/** The error that says that no manager answers, where it is that or was caused by it. */
export function noManagerIn(error: unknown): NoManagerError | undefined {
  if (error instanceof NoManagerError) return error;
  return error instanceof Error ? noManagerIn(error.cause) : undefined;
}

interface Count {
  readonly leaderless: boolean;
  /** All managers of the swarm; 0 where nothing tells. */
  readonly all: number;
  /** Those that answer. */
  readonly answering: number;
  /** Those of which nobody knows that they are off. */
  readonly possible: number;
}

function countManagers(probes: readonly Probe[], known: KnownManagers): Count {
  const leaderless = probes.filter((each) => each.leaderless);
  const managers = known.managers.size > 0 ? known.managers : new Set(probes.flatMap(toldBy));
  // Only a machine that is known to be one of the managers and is off is certainly missing.
  const isManager = ({ name }: Probe) => known.nodeIds(name).some((id) => managers.has(id));
  const off = probes.filter((each) => !each.alive && !each.hangs && isManager(each)).length;
  return {
    leaderless: leaderless.length > 0,
    all: managers.size,
    answering: leaderless.length,
    possible: managers.size - off,
  };
}

/** The managers an engine tells of: a worker knows them too. A working manager here is one of another swarm. */
function toldBy({ info, leaderless }: Probe): string[] {
  if (!info || (info.Swarm.ControlAvailable && !leaderless)) return [];
  return (info.Swarm.RemoteManagers ?? []).map((manager) => manager.NodeID);
}

function isLost({ all, possible }: Count): boolean {
  return all > 0 && possible <= all / 2;
}

function nextStep(probes: readonly Probe[], count: Count, waited: boolean): string {
  if (count.leaderless) return leaderlessText(count, waited);
  if (probes.some((p) => p.info?.Swarm.LocalNodeState === "locked")) {
    return 'No key in the state unlocks the locked machines: run "docker swarm unlock" there with the key they had';
  }
  if (probes.some(({ error }) => error !== undefined && saysExpired(reasonOf(error)))) {
    return "The swarm runs on; run pulumi up, which renews certificates that have ended, one machine after the other";
  }
  if (probes.some((p) => p.hangs)) {
    return "Restart Docker, or the host, where it hangs, and run again";
  }
  return (
    "Start a machine that is a manager of it, and run again; if all its managers are lost for good, the swarm is too: " +
    "pulumi up --replace '**:Swarm::**' creates a new one on the machines that are there, and pulumi destroy removes all"
  );
}

/** Our own TLS says "certificate has expired" of the engine's, and the engine "certificate expired" of ours. */
function saysExpired(reason: string): boolean {
  return /certificate (has )?expired/i.test(reason);
}

function leaderlessText(count: Count, waited: boolean): string {
  const { all, answering } = count;
  const majority = all > 0 && answering > all / 2;
  if (majority && waited) {
    return (
      `${answering} of its ${all} managers answer and elect no leader: check that they reach each other (TCP port 2377), ` +
      "and their clocks; then run again"
    );
  }
  if (!waited && !isLost(count)) return "Its managers may be electing a leader: run again in half a minute";
  return (
    "The swarm has lost its quorum: bring managers back until more than half of them run" +
    `${all > 0 ? ` (${answering} of ${all} answer)` : ""}; if they are lost for good, set the swarm's \`recover\` to a ` +
    "manager that is left and run pulumi up again"
  );
}
