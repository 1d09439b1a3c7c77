import { isDeepStrictEqual } from "node:util";
import type { Swarm } from "../../engine/types";
import { done, notYet, WaitError, type Look } from "../../../lib/wait";
import type { Manager } from "../session/managers";
import { isNewTrigger } from "../change";
import { compact, pick } from "../handlers";
import { say, stopwatch } from "../session/say";
import type { SwarmSession } from "../session/session";
import { actualInitSettings, specWith } from "./wanted-spec";
import { swarmInputKeys, swarmStateVersion, unlockKeysOf, type SwarmInputs, type SwarmState } from "./state";

/**
 * Applies the settings that differ, rotates what is to be rotated, and returns the outputs.
 * @param olds what was applied last; undefined where nothing is known of the swarm
 */
export async function reconcileSwarm(
  session: SwarmSession,
  news: SwarmInputs,
  olds?: SwarmInputs & Partial<SwarmState>,
): Promise<SwarmState> {
  const rotateKey = isNewTrigger(news.rotateUnlockKey, olds?.rotateUnlockKey, olds);
  await session.ask(async ({ name, engine }) => {
    const swarm = await engine.swarmInspect();
    const spec = specWith(swarm.Spec, news, olds);
    if (!rotateKey && isDeepStrictEqual(spec, swarm.Spec)) return;
    await engine.swarmUpdate(swarm.Version.Index, spec, { rotateManagerUnlockKey: rotateKey });
    say(name, `settings of swarm ${session.swarmId} updated${rotateKey ? ", unlock key rotated" : ""}`);
  });
  await untilRootRotated(session);
  return session.ask((manager) => swarmOutputs(session, manager, news, olds));
}

/**
 * A swarm's outputs: the inputs, and what the engines chose.
 * @param olds the outputs before, whose unlock keys may still be needed: a manager that was off knows no newer one
 */
export async function swarmOutputs(
  session: SwarmSession,
  { engine }: Manager,
  inputs: SwarmInputs,
  olds: Partial<SwarmState> = {},
  known?: Swarm,
): Promise<SwarmState> {
  const swarm = known ?? (await engine.swarmInspect());
  const locks = swarm.Spec.EncryptionConfig.AutoLockManagers;
  const unlockKey = locks ? await engine.unlockKey() : "";
  const former = unlockKeysOf(olds).filter((key) => key !== unlockKey);
  // What was changed a moment ago may not have reached a manager that is still listed as running.
  const mayForget = former.length > 1 && unlockKey === olds.unlockKey && (await allRun(engine));
  const [previousUnlockKey, ...earlier] = mayForget ? former.slice(0, 1) : former;
  session.memory.rememberUnlockKeys(unlockKey, ...former);
  return compact({
    ...pick(inputs, swarmInputKeys),
    stateVersion: swarmStateVersion,
    swarmId: swarm.ID,
    initSettings: actualInitSettings(swarm),
    unlockKey,
    previousUnlockKey,
    formerUnlockKeys: earlier.length > 0 ? earlier : undefined,
  }) as SwarmState;
}

/** Whether every node runs: a locked one is down for the managers. */
async function allRun(engine: Manager["engine"]): Promise<boolean> {
  const nodes = await engine.nodes();
  return nodes.every(
    ({ Status, ManagerStatus }) =>
      Status.State === "ready" && (ManagerStatus?.Reachability ?? "reachable") === "reachable",
  );
}

/**
 * Waits until a rotation of the certificate authority has reached every node. A node that is off holds it up, but holds
 * up nothing else.
 */
async function untilRootRotated(session: SwarmSession): Promise<void> {
  const { swarmId } = session;
  const took = stopwatch();
  let waited = false;
  const look = async ({ engine, name }: Manager): Promise<Look<void>> => {
    const swarm = await engine.swarmInspect();
    if (swarm.RootRotationInProgress) {
      waited = true;
      return notYet(`not yet on ${await laggards(engine, swarm)}`);
    }
    if (waited) say(name, `certificates renewed ${took()}`);
    return done(undefined);
  };
  const what = `the new certificate authority of swarm ${swarmId} to reach all nodes`;
  try {
    await session.until({ what, seconds: 60, look });
  } catch (error) {
    if (!(error instanceof WaitError)) throw error;
    say(swarmId, `${error.message}. It continues by itself and ends when they are back or removed`);
  }
}

async function laggards(engine: Manager["engine"], swarm: Swarm): Promise<string> {
  const trusted = swarm.TLSInfo?.TrustRoot;
  const nodes = (await engine.nodes()).filter((node) => node.Description.TLSInfo?.TrustRoot !== trusted);
  return nodes.map((node) => node.Description.Hostname).join(", ") || "some nodes";
}
