import { within } from "../../../lib/wait";
import type { Engine } from "../../engine/client";
import { isLate, reasonOf } from "../../engine/errors";
import type { Info, Node, Ping, SwarmInfo } from "../../engine/types";
import type { Fleet } from "./fleet";

/** What one machine's engine says of itself. */
export interface Probe {
  /** Name of the machine. */
  readonly name: string;
  /** Its engine's information; undefined when it gave none in time. */
  readonly info?: Info;
  /** Why there is no information. */
  readonly error?: unknown;
  /** Whether its engine answers at all. */
  readonly alive: boolean;
  /** Whether it is a manager that reaches no leader. */
  readonly leaderless: boolean;
  /** Whether its engine answered, and took longer than a few seconds. */
  readonly slow: boolean;
  /** Whether its engine accepts connections and answers nothing: it hangs, and is not off. */
  readonly hangs: boolean;
}

// An engine that is there answers in milliseconds. One that takes longer is asked for longer: over a slow line, or on a
// busy host, it may take 10 s and is in order. One that is off does not accept the connection, and is not waited for.
const quickSeconds = 3;
const patientSeconds = 15;

/** Asks a machine's engine what it is: a few seconds, or 15 where it accepts the connection. Never throws. */
export async function probe(fleet: Fleet, name: string): Promise<Probe> {
  const first = await probeOnce(fleet, name, quickSeconds);
  if (first.info || !isLate(first.error)) return first;
  const found = await patient(() => probeOnce(fleet, name, patientSeconds));
  return { ...found, slow: found.alive, hangs: !found.alive && isLate(found.error) };
}

async function probeOnce(fleet: Fleet, name: string, seconds: number): Promise<Probe> {
  let ping: Ping | undefined;
  const seen = { name, slow: false, hangs: false };
  try {
    const engine = fleet.engine(name).within(seconds);
    ping = await engine.ping();
    const info = await infoOf(engine);
    return {
      ...seen,
      info,
      alive: true,
      leaderless: info.Swarm.ControlAvailable && !info.Swarm.Cluster?.ID,
    };
  } catch (error) {
    return { ...seen, error, alive: ping !== undefined, leaderless: ping?.swarm === "active/manager" };
  }
}

/**
 * Asks again every few seconds, until one call is answered or the first has reached its limit: a manager passes the
 * question on to its leader, and the call hangs where that is gone; a new one is answered when there is a new leader.
 */
async function patient(ask: () => Promise<Probe>): Promise<Probe> {
  const asked: Promise<Probe>[] = [];
  const answered = (each: Promise<Probe>) => each.then((seen) => (seen.info ? seen : Promise.reject(seen)));
  for (const deadline = Date.now() + patientSeconds * 1000; Date.now() < deadline;) {
    asked.push(ask());
    const ended = Promise.any(asked.map(answered)).catch(() => asked[0]);
    const seen = await within(quickSeconds * 1000, ended);
    if (seen) return seen;
  }
  return asked[0];
}

/** The nodes that are on one of the machines that were asked, each with its machine, in the order of the nodes. */
export function onMachines(
  nodes: readonly Node[],
  probes: readonly Probe[],
): { readonly machine: string; readonly node: Node }[] {
  return nodes.flatMap((node) => {
    const probe = probes.find(({ info }) => info?.Swarm.NodeID === node.ID);
    return probe ? [{ machine: probe.name, node }] : [];
  });
}

/** Asks all machines of the store at once. */
export function probeAll(fleet: Fleet): Promise<Probe[]> {
  return Promise.all(fleet.machines().map((name) => probe(fleet, name)));
}

/**
 * An engine's information without a stale mark: an engine that restarted its stopped node by itself reports the node's
 * state as "error" from then on (moby never clears it). Only a state "error" with a text is an error.
 */
export async function infoOf(engine: Engine): Promise<Info> {
  const info = await engine.info();
  const { LocalNodeState: state, Error: reason } = info.Swarm;
  return state === "error" && !reason
    ? { ...info, Swarm: { ...info.Swarm, LocalNodeState: "active" } }
    : info;
}

/** The probe in words, as seen from one swarm. */
export function describeProbe(probe: Probe, swarmId: string): string {
  const { name, info } = probe;
  if (probe.leaderless) return `${name} is a manager without a leader`;
  if (!info) return `${name} ${silence(probe)} ${reasonOf(probe.error)}`;
  const { LocalNodeState: state, ControlAvailable, Cluster, Error: reason } = info.Swarm;
  if (state === "inactive") return `${name} is in no swarm`;
  if (state === "locked") return `${name} is locked`;
  if (state !== "active") return `${name} is ${state}${reason ? ` (${reasonOf(reason)})` : ""}`;
  if (ControlAvailable && Cluster?.ID !== swarmId) return `${name} is a manager of swarm ${Cluster?.ID}`;
  if (ControlAvailable) return `${name} is a manager`;
  return `${name} is a worker of ${managerAddresses(info.Swarm)}`;
}

function silence({ alive, hangs }: Probe): string {
  if (alive) return "answers, but";
  return hangs ? "accepts connections, but its Docker Engine hangs:" : "does not answer:";
}

/** The swarm an engine is in, in words, as well as it can be told from what all machines say. */
export function describeSwarm(swarm: SwarmInfo, probes: readonly Probe[]): string {
  const id = swarmIdOf(swarm, probes);
  return `${id ? `swarm ${id}` : `the swarm of ${managerAddresses(swarm)}`} (node ${swarm.NodeID})`;
}

/** Which swarm a machine is in: "unknown" where it does not answer, or its managers are not among the machines. */
export type SwarmOf = "this" | "other" | "none" | "unknown";

/** Which swarm a machine is in, seen from one swarm, from what all machines say. */
export function swarmOf({ info }: Probe, swarmId: string, probes: readonly Probe[]): SwarmOf {
  if (!info) return "unknown";
  if (info.Swarm.LocalNodeState === "inactive") return "none";
  const id = swarmIdOf(info.Swarm, probes);
  if (!id) return "unknown";
  return id === swarmId ? "this" : "other";
}

/** A worker does not know the ID of its swarm, but the node IDs of its managers. */
function swarmIdOf(swarm: SwarmInfo, probes: readonly Probe[]): string | undefined {
  if (swarm.Cluster?.ID) return swarm.Cluster.ID;
  const managers = (swarm.RemoteManagers ?? []).map((manager) => manager.NodeID);
  const known = probes.filter(({ info }) => info && managers.includes(info.Swarm.NodeID));
  return known.map(({ info }) => info?.Swarm.Cluster?.ID).find(Boolean);
}

function managerAddresses(swarm: SwarmInfo): string {
  return (swarm.RemoteManagers ?? []).map((manager) => manager.Addr).join(", ") || "unknown managers";
}
