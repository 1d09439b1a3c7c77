import { reasonOf } from "../../engine/errors";
import { toDiffResult } from "../change";
import { dissolve } from "./dissolve";
import { storeFleet, type Fleet } from "../session/fleet";
import { compact, PartialCreate, pick, type Handlers } from "../handlers";
import { recoverSwarm } from "./recover";
import { thisRun, type Run } from "../session/run";
import { checkSwarm } from "./check";
import { diffSwarm } from "./diff";
import { foundSwarm } from "./init";
import { readSwarm } from "./read";
import { settleSwarm } from "./reconcile";
import { isNewTrigger } from "./wanted-spec";
import { swarmInputKeys, swarmStateVersion, type SwarmInputs, type SwarmState } from "./state";
import { rememberUnlockKeys } from "../session/unlock";

/** The handlers of Swarm: a swarm and its cluster-wide settings. */
export function makeSwarmHandlers(
  fleetOf: (storePath: string) => Fleet,
  run: Run = thisRun,
): Handlers<SwarmInputs, SwarmState> {
  return {
    check: async (olds, news) => {
      run.programRan = true;
      return checkSwarm(news, olds);
    },
    diff: async (_id, olds, news) => toDiffResult(diffSwarm(olds, news)),
    create: async (inputs) => create(fleetOf(inputs.storePath), inputs),
    read: async (id, props) => readSwarm(fleetOf(props.storePath), id, props),
    update: async (id, olds, news) => ({ outs: await update(fleetOf(news.storePath), id, olds, news) }),
    delete: async (id, props) => remove(fleetOf(props.storePath), id, props),
  };
}

export default makeSwarmHandlers(storeFleet);

// A replacement that found its swarm there already must not be undone by the deletion of what it replaced.
const inUse = new Set<string>();

async function create(fleet: Fleet, inputs: SwarmInputs) {
  const { swarmId, fresh } = await foundSwarm(fleet, inputs);
  inUse.add(swarmId);
  try {
    return { id: swarmId, outs: await settleSwarm(fleet, swarmId, inputs, fresh ? inputs : undefined) };
  } catch (error) {
    const kept = { ...pick(inputs, swarmInputKeys), swarmId, unlockKey: "", stateVersion: swarmStateVersion };
    throw new PartialCreate(reasonOf(error), swarmId, compact(kept) as SwarmState);
  }
}

async function update(fleet: Fleet, id: string, olds: SwarmState, news: SwarmInputs): Promise<SwarmState> {
  rememberUnlockKeys(id, [olds.unlockKey, olds.previousUnlockKey]);
  if (isNewTrigger(news.recover?.trigger, olds.recover?.trigger, olds)) await recoverSwarm(fleet, id, news);
  return settleSwarm(fleet, id, news, olds);
}

async function remove(fleet: Fleet, id: string, props: SwarmState): Promise<void> {
  if (inUse.has(id)) return;
  rememberUnlockKeys(id, [props.unlockKey, props.previousUnlockKey]);
  await dissolve(fleet, id);
}
