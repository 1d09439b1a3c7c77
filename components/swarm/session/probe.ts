import { reasonOf } from "../../engine/errors";
import type { Info, Ping } from "../../engine/types";
import type { Fleet } from "./fleet";
import { infoOf } from "./info";

/** What one machine says of itself. */
export interface Probe {
  readonly name: string;
  /** Its engine's information; undefined when it gave none in time. */
  readonly info?: Info;
  /** Why there is no information. */
  readonly error?: unknown;
  /** Whether its engine answers at all. */
  readonly alive: boolean;
  /** Whether it is a manager that reaches no leader. */
  readonly leaderless: boolean;
}

/** Asks a machine's engine what it is, within a few seconds. Never throws. Who asks at the same time shares the answer. */
export function probe(fleet: Fleet, name: string): Promise<Probe> {
  const asked = inFlight.get(fleet) ?? new Map<string, Promise<Probe>>();
  inFlight.set(fleet, asked);
  const answer = asked.get(name) ?? ask(fleet, name).finally(() => asked.delete(name));
  asked.set(name, answer);
  return answer;
}

const inFlight = new WeakMap<Fleet, Map<string, Promise<Probe>>>();

// An engine that is there answers in milliseconds; one whose swarm just lost its quorum takes 20 s for /info, but
// still answers a ping at once.
const limitSeconds = 3;

async function ask(fleet: Fleet, name: string): Promise<Probe> {
  let ping: Ping | undefined;
  try {
    const engine = fleet.engine(name).within(limitSeconds);
    ping = await engine.ping();
    const info = await infoOf(engine);
    return { name, info, alive: true, leaderless: info.Swarm.ControlAvailable && !info.Swarm.Cluster?.ID };
  } catch (error) {
    return { name, error, alive: ping !== undefined, leaderless: ping?.swarm === "active/manager" };
  }
}

/** The probe in words, seen from one swarm. */
export function describeProbe(probe: Probe, swarmId: string): string {
  const { name, info } = probe;
  if (probe.leaderless) return `${name} is a manager without a leader`;
  if (!info) return `${name} ${probe.alive ? "answers, but" : "does not answer:"} ${reasonOf(probe.error)}`;
  const { LocalNodeState: state, ControlAvailable, Cluster, Error: fault } = info.Swarm;
  if (state === "inactive") return `${name} is in no swarm`;
  if (state === "locked") return `${name} is locked`;
  if (state !== "active") return `${name} is ${state}${fault ? ` (${reasonOf(fault)})` : ""}`;
  if (ControlAvailable && Cluster?.ID !== swarmId) return `${name} is a manager of swarm ${Cluster?.ID}`;
  if (ControlAvailable) return `${name} is a manager`;
  const managers = (info.Swarm.RemoteManagers ?? []).map((manager) => manager.Addr).join(", ");
  return `${name} is a worker of ${managers || "unknown managers"}`;
}
