import { isTransient } from "../../engine/errors";
import { changedKeys, isNewTrigger, toDiffResult, type Change } from "../change";
import { compact, pick, reportingFully, type Handlers, type ReadResult } from "../handlers";
import { arrival } from "../session/arrival";
import { NoManagerError } from "../session/no-manager";
import { thisRun, type Run } from "../session/run";
import { say } from "../session/say";
import type { SwarmSession } from "../session/session";
import { checkTokens, type TokensInputs } from "./settings";

/** Outputs: the inputs, and the tokens. Both tokens are secret. */
export interface TokensState extends TokensInputs {
  readonly stateVersion: number;
  readonly workerToken: string;
  readonly managerToken: string;
}

/** The handlers of JoinTokens: what other hosts may join with, and its rotation. */
export function makeTokensHandlers(run: Run = thisRun): Handlers<TokensInputs, TokensState> {
  const sessionOf = (inputs: TokensInputs) => run.session(inputs.storePath, inputs.swarmId);
  return reportingFully({
    check: async (_olds, news) => {
      run.programRan = true;
      return checkTokens(news as object);
    },
    diff: async (_id, olds, news) => toDiffResult(diffTokens(olds, news)),
    create: async (inputs) => ({
      id: inputs.swarmId,
      outs: await reconcileTokens(sessionOf(inputs), inputs),
    }),
    read: async (id, props) => read(sessionOf(props), id, props),
    update: async (_id, olds, news) => ({ outs: await reconcileTokens(sessionOf(news), news, olds) }),
    // Tokens are deleted with their swarm.
    delete: async () => undefined,
  });
}

export default makeTokensHandlers();

const inputKeys = ["swarmId", "storePath", "rotateWorker", "rotateManager"] as const;
/** Another swarm has other tokens; a new trigger rotates in place. */
export function diffTokens(olds: TokensState, news: TokensInputs): Change {
  const because = changedKeys<TokensInputs>(olds, news, ["swarmId"]);
  if (because.length > 0) return { action: "replace", because, deleteFirst: false };
  const inPlace = changedKeys<TokensInputs>(olds, news, ["storePath", "rotateWorker", "rotateManager"]);
  return { action: inPlace.length > 0 ? "update" : "none" };
}

/** Rotates what has a new trigger, once, and returns the tokens. */
async function reconcileTokens(
  session: SwarmSession,
  news: TokensInputs,
  olds?: TokensState,
): Promise<TokensState> {
  const rotate = {
    rotateWorkerToken: isNewTrigger(news.rotateWorker, olds?.rotateWorker, olds),
    rotateManagerToken: isNewTrigger(news.rotateManager, olds?.rotateManager, olds),
  };
  if (rotate.rotateWorkerToken || rotate.rotateManagerToken) {
    await session.ask(async ({ name, engine }) => {
      const swarm = await engine.swarmInspect();
      await engine.swarmUpdate(swarm.Version.Index, swarm.Spec, rotate);
      const which = [rotate.rotateWorkerToken && "worker", rotate.rotateManagerToken && "manager"];
      say(name, `rotated join token: ${which.filter(Boolean).join(", ")}`);
    });
  }
  return session.ask(async ({ engine }) => outputs(news, await engine.swarmInspect()));
}

/** The tokens as they are. A manual rotation changes the outputs, and is no reason to change anything. */
async function read(
  session: SwarmSession,
  id: string,
  props: TokensState,
): Promise<ReadResult<TokensInputs, TokensState>> {
  const inputs = pick(props, inputKeys) as TokensInputs;
  await arrival(session.fleet);
  try {
    const { engine } = await session.manager();
    return { id, props: outputs(inputs, await engine.swarmInspect()), inputs };
  } catch (error) {
    if (error instanceof NoManagerError) session.sayNoManager(error);
    else if (!isTransient(error)) throw error;
    return { id, props, inputs };
  }
}

function outputs(
  inputs: TokensInputs,
  swarm: { JoinTokens: { Worker: string; Manager: string } },
): TokensState {
  const { Worker: workerToken, Manager: managerToken } = swarm.JoinTokens;
  return compact({ ...pick(inputs, inputKeys), stateVersion: 1, workerToken, managerToken }) as TokensState;
}
