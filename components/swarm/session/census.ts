import type { Fleet } from "./fleet";
import { probe, type Probe } from "./probe";

/** A machine, and whether it is in a certain swarm. */
export interface Resident {
  readonly name: string;
  /** "unknown" where it does not answer, or its managers are strangers. */
  readonly swarm: "this" | "other" | "none" | "unknown";
  readonly manages: boolean;
}

/** Which machines of the store are in a swarm, as well as it can be told. */
export async function residents(fleet: Fleet, swarmId: string): Promise<Resident[]> {
  return residentsAmong(await Promise.all(fleet.machines().map((name) => probe(fleet, name))), swarmId);
}

/** The same from answers that are there already. */
export function residentsAmong(probes: readonly Probe[], swarmId: string): Resident[] {
  const swarms = new Map(probes.map(({ info }) => [info?.Swarm.NodeID, info?.Swarm.Cluster?.ID]));
  return probes.map((each) => ({
    name: each.name,
    swarm: swarmOf(each, swarmId, swarms),
    manages: each.leaderless || (each.info?.Swarm.ControlAvailable ?? false),
  }));
}

// A worker does not know its swarm's ID, but it knows its managers' node IDs.
function swarmOf(
  { info }: Probe,
  swarmId: string,
  swarms: ReadonlyMap<string | undefined, string | undefined>,
): Resident["swarm"] {
  if (!info) return "unknown";
  if (info.Swarm.LocalNodeState === "inactive") return "none";
  const managers = (info.Swarm.RemoteManagers ?? []).map((manager) => swarms.get(manager.NodeID));
  const id = info.Swarm.Cluster?.ID || managers.find(Boolean);
  if (!id) return "unknown";
  return id === swarmId ? "this" : "other";
}
