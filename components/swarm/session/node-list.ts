import type { Node } from "../../engine/types";
import type { Fleet } from "./fleet";
import { findManager } from "./managers";

/**
 * The nodes of a swarm, shared by all that ask within a second: a refresh reads every node at once. Only for looking;
 * what is to be changed must be read anew.
 * @throws NoManagerError
 */
export function sharedNodes(fleet: Fleet, swarmId: string): Promise<Node[]> {
  const known = lists.get(swarmId);
  if (known && Date.now() - known.asked < shareMs) return known.nodes;
  const nodes = findManager(fleet, swarmId).then(({ engine }) => engine.nodes());
  lists.set(swarmId, { asked: Date.now(), nodes });
  return nodes;
}

const shareMs = 1000;
const lists = new Map<string, { asked: number; nodes: Promise<Node[]> }>();
