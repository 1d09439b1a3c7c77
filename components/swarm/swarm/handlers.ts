import { isNewTrigger, toDiffResult } from "../change";
import { compact, PartialCreate, pick, reportingFully, type Handlers } from "../handlers";
import { thisRun, type Run } from "../session/run";
import type { SwarmSession } from "../session/session";
import { dissolve } from "./dissolve";
import { findOrInit } from "./init";
import { readSwarm } from "./read";
import { reconcileSwarm } from "./reconcile";
import { recoverSwarm } from "./recover";
import {
  checkSwarm,
  diffSwarm,
  swarmInputKeys,
  swarmStateVersion,
  unlockKeysOf,
  type SwarmInputs,
  type SwarmState,
} from "./state";

/** The handlers of Swarm: a swarm and its cluster-wide settings. */
export function makeSwarmHandlers(run: Run = thisRun): Handlers<SwarmInputs, SwarmState> {
  return reportingFully({
    check: async (olds, news) => {
      run.programRan = true;
      return checkSwarm(news as object, olds);
    },
    diff: async (_id, olds, news) => toDiffResult(diffSwarm(olds, news)),
    create: async (inputs) => create(run, inputs),
    read: async (id, props) => {
      // It began there; where that is no manager any more, all machines are asked.
      run.memory(id).likelyManagers.add(props.machine);
      return readSwarm(run.session(props.storePath, id), id, props);
    },
    update: async (id, olds, news) => ({ outs: await update(run.session(news.storePath, id), olds, news) }),
    delete: async (id, props) => remove(run, id, props),
  });
}

export default makeSwarmHandlers();

async function create(run: Run, inputs: SwarmInputs) {
  const { swarmId, fresh } = await findOrInit(run.fleet(inputs.storePath), inputs);
  run.swarmsInUse.add(swarmId);
  const session = run.session(inputs.storePath, swarmId);
  try {
    return { id: swarmId, outs: await reconcileSwarm(session, inputs, fresh ? inputs : undefined) };
  } catch (error) {
    const kept = { ...pick(inputs, swarmInputKeys), swarmId, unlockKey: "", stateVersion: swarmStateVersion };
    throw new PartialCreate(error, swarmId, compact(kept) as SwarmState);
  }
}

async function update(session: SwarmSession, olds: SwarmState, news: SwarmInputs): Promise<SwarmState> {
  session.memory.rememberUnlockKeys(...unlockKeysOf(olds));
  if (isNewTrigger(news.recover?.trigger, olds.recover?.trigger, olds))
    await recoverSwarm(session, news, olds);
  return reconcileSwarm(session, news, olds);
}

// A replacement that found its swarm already there must not be undone by the deletion of what it replaced.
async function remove(run: Run, id: string, props: SwarmState): Promise<void> {
  if (!run.swarmsInUse.has(id)) await dissolve(run.fleet(props.storePath), id);
}
