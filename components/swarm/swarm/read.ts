import { isTransient, reasonOf } from "../../engine/errors";
import { pick, type ReadResult } from "../handlers";
import { arrival } from "../session/arrival";
import type { Fleet } from "../session/fleet";
import { NoManagerError } from "../session/no-manager";
import { swarmOf } from "../session/probe";
import { say } from "../session/say";
import type { SwarmSession } from "../session/session";
import { swarmOutputs } from "./reconcile";
import { actualSettings } from "./wanted-spec";
import { swarmInputKeys, unlockKeysOf, type SwarmInputs, type SwarmState } from "./state";

/**
 * The settings of the program as they are on the swarm. Empty only when no machine of the store can be in that swarm any more; a
 * swarm that merely does not answer, or has lost its quorum, is kept as it was.
 */
export async function readSwarm(
  session: SwarmSession,
  id: string,
  props: SwarmState,
): Promise<ReadResult<SwarmInputs, SwarmState>> {
  session.memory.rememberUnlockKeys(...unlockKeysOf(props));
  await arrival(session.fleet, props.machine);
  const stated = pick(props, swarmInputKeys) as SwarmInputs;
  try {
    const manager = await session.manager();
    const swarm = await manager.engine.swarmInspect();
    const actual = { ...stated, ...actualSettings(swarm, stated) };
    return {
      id,
      props: await swarmOutputs(session, manager, actual, props, swarm),
      inputs: actual,
    };
  } catch (error) {
    if (error instanceof NoManagerError && isGone(session.fleet, error, id)) {
      say(props.cluster, `swarm ${id} is gone: no machine is in it any more`);
      return {};
    }
    if (error instanceof NoManagerError) session.sayNoManager(error);
    else if (!isTransient(error)) throw error;
    const why = error instanceof NoManagerError ? "no manager answers" : reasonOf(error);
    say(props.cluster, `swarm ${id} is kept as it was last seen: ${why}`);
    return { id, props, inputs: stated };
  }
}

/** A store without machines, or with machines of another computer, says nothing of a swarm. */
function isGone(fleet: Fleet, error: NoManagerError, id: string): boolean {
  const machines = fleet.remembered();
  if (machines.length === 0 || machines.some((name) => fleet.elsewhere(name) !== undefined)) return false;
  return error.probes.every((each) => ["none", "other"].includes(swarmOf(each, id, error.probes)));
}
