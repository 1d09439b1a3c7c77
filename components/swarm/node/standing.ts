import type { SwarmInfo } from "../../engine/types";
import type { Fleet } from "../session/fleet";
import { withManager } from "../session/managers";
import { probe } from "../session/probe";

/**
 * How an engine that is in some swarm stands to this one: a member; what is left of a member that was removed; or in
 * another swarm.
 */
export type Standing = "member" | "leftover" | "stranger";

/**
 * Asks the managers of this swarm, since an engine that is no manager cannot say which swarm it is in. Node IDs are
 * never given twice, so an engine whose managers are ours was ours.
 * @param knownNodeId ID the machine had when last seen. @default none
 */
export async function standingOf(
  swarm: SwarmInfo,
  args: { readonly fleet: Fleet; readonly swarmId: string; readonly knownNodeId?: string },
): Promise<Standing> {
  const nodes = await withManager(args.fleet, args.swarmId, ({ engine }) => engine.nodes());
  const ours = new Set(nodes.map((node) => node.ID));
  if (ours.has(swarm.NodeID)) return "member";
  const managers = (swarm.RemoteManagers ?? []).map((manager) => manager.NodeID);
  const was = swarm.NodeID === args.knownNodeId || managers.some((id) => ours.has(id));
  return was ? "leftover" : "stranger";
}

/** The swarm a stranger is in, as well as it can be told. */
export async function otherSwarm(fleet: Fleet, swarm: SwarmInfo): Promise<string> {
  const node = `node ${swarm.NodeID}`;
  if (swarm.Cluster?.ID) return `swarm ${swarm.Cluster.ID} (${node})`;
  const managers = swarm.RemoteManagers ?? [];
  const probes = await Promise.all(fleet.machines().map((name) => probe(fleet, name)));
  const known = probes.find(({ info }) => managers.some((manager) => manager.NodeID === info?.Swarm.NodeID));
  const id = known?.info?.Swarm.Cluster?.ID;
  const addresses = managers.map((manager) => manager.Addr).join(", ");
  return id ? `swarm ${id} (${node})` : `the swarm of ${addresses || "unknown managers"} (${node})`;
}
