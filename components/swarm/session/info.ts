import type { Engine } from "../../engine/client";
import type { Info } from "../../engine/types";

/**
 * What an engine says of itself, put right: one whose node stopped, and that started it again by itself, calls the
 * node's state "error" ever after (moby never clears the mark). Only a state with a text to it is one.
 */
export async function infoOf(engine: Engine): Promise<Info> {
  const info = await engine.info();
  const { LocalNodeState: state, Error: fault } = info.Swarm;
  return state === "error" && !fault ? { ...info, Swarm: { ...info.Swarm, LocalNodeState: "active" } } : info;
}
