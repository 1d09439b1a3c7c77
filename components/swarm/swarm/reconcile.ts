import { isDeepStrictEqual } from "node:util";
import type { Swarm } from "../../engine/types";
import { done, notYet, waitFor, WaitError } from "../../../lib/wait";
import type { Fleet } from "../session/fleet";
import { withManager, type Manager } from "../session/managers";
import { compact, pick } from "../handlers";
import { say, stopwatch } from "../session/say";
import { actualInitSettings, isNewTrigger, specWith } from "./wanted-spec";
import { swarmInputKeys, swarmStateVersion, type SwarmInputs, type SwarmState } from "./state";
import { rememberUnlockKeys } from "../session/unlock";

/**
 * Applies the settings that differ, rotates what is to be rotated, and returns the outputs.
 * @param olds what was applied last; undefined where nothing is known of the swarm
 */
export async function settleSwarm(
  fleet: Fleet,
  swarmId: string,
  news: SwarmInputs,
  olds?: SwarmInputs & Partial<SwarmState>,
): Promise<SwarmState> {
  const rotateKey = isNewTrigger(news.rotateUnlockKey, olds?.rotateUnlockKey, olds);
  await withManager(fleet, swarmId, async ({ name, engine }) => {
    const swarm = await engine.swarmInspect();
    const spec = specWith(swarm.Spec, news, olds);
    if (!rotateKey && isDeepStrictEqual(spec, swarm.Spec)) return;
    await engine.swarmUpdate(swarm.Version.Index, spec, { rotateManagerUnlockKey: rotateKey });
    say(name, `settings of swarm ${swarmId} updated${rotateKey ? ", unlock key rotated" : ""}`);
  });
  await rootRotated(fleet, swarmId);
  return withManager(fleet, swarmId, (manager) =>
    swarmOutputs(manager, news, rotateKey ? olds?.unlockKey : olds?.previousUnlockKey),
  );
}

/** A swarm's outputs: the inputs, and what the engines made up. */
export async function swarmOutputs(
  { engine }: Manager,
  inputs: SwarmInputs,
  previousUnlockKey?: string,
  known?: Swarm,
): Promise<SwarmState> {
  const swarm = known ?? (await engine.swarmInspect());
  const locks = swarm.Spec.EncryptionConfig.AutoLockManagers;
  const unlockKey = locks ? await engine.unlockKey() : "";
  rememberUnlockKeys(swarm.ID, [unlockKey, previousUnlockKey]);
  return compact({
    ...pick(inputs, swarmInputKeys),
    stateVersion: swarmStateVersion,
    swarmId: swarm.ID,
    initSettings: actualInitSettings(swarm),
    unlockKey,
    previousUnlockKey: previousUnlockKey || undefined,
  }) as SwarmState;
}

const rotationSeconds = 60;

/** A rotation of the authority ends once every node has a new certificate; one that is off holds it up, but no more. */
async function rootRotated(fleet: Fleet, swarmId: string): Promise<void> {
  const took = stopwatch();
  let waited = false;
  const rotated = ({ engine, name }: Manager) =>
    waitFor({
      what: `the new certificate authority of swarm ${swarmId} to reach all nodes`,
      seconds: rotationSeconds,
      look: async () => {
        const swarm = await engine.swarmInspect();
        if (!swarm.RootRotationInProgress) return done(waited && say(name, `certificates renewed ${took()}`));
        waited = true;
        return notYet(`not yet on ${await laggards(engine, swarm)}`);
      },
    });
  try {
    await withManager(fleet, swarmId, rotated);
  } catch (error) {
    if (!(error instanceof WaitError)) throw error;
    say(swarmId, `${error.message}. It goes on by itself and ends when they are back or removed`);
  }
}

async function laggards(engine: Manager["engine"], swarm: Swarm): Promise<string> {
  const trusted = swarm.TLSInfo?.TrustRoot;
  const nodes = (await engine.nodes()).filter((node) => node.Description.TLSInfo?.TrustRoot !== trusted);
  return nodes.map((node) => node.Description.Hostname).join(", ") || "some nodes";
}
