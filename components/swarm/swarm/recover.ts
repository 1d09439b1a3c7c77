import type { Fleet } from "../session/fleet";
import { findManager } from "../session/managers";
import { answering } from "../node/membership";
import { say, stopwatch } from "../session/say";
import { done, waitFor } from "../../../lib/wait";
import { NoManagerError } from "../session/managers";
import type { SwarmInputs } from "./state";

/**
 * Makes one manager the only one of its swarm, after the quorum was lost for good. The other nodes stay known and
 * come back as workers. Does nothing while the swarm has a leader, so that a run that was killed can be run again.
 * @throws when the machine is no manager, or the swarm is autolocked
 */
export async function recoverSwarm(fleet: Fleet, swarmId: string, inputs: SwarmInputs): Promise<void> {
  const name = inputs.recover!.manager;
  const working = await findManager(fleet, swarmId).catch((error: unknown) => {
    if (error instanceof NoManagerError) return undefined;
    throw error;
  });
  if (working) return say(name, `nothing to recover: swarm ${swarmId} has a leader`);
  if (inputs.autolock) {
    throw new Error(
      `swarm ${swarmId} cannot be recovered while autolock is on: Docker Engine cannot force a new cluster from a ` +
        `locked manager's data (moby#36852). Bring back managers until more than half of them run`,
    );
  }
  await forceNewCluster(fleet, swarmId, name);
}

async function forceNewCluster(fleet: Fleet, swarmId: string, name: string): Promise<void> {
  const took = stopwatch();
  const { Swarm: own } = await answering(fleet, name);
  if (!own.ControlAvailable) {
    throw new Error(`swarm ${swarmId} cannot be recovered from ${name}: it is no manager. Name one that was`);
  }
  await fleet.engine(name).swarmInit({
    ForceNewCluster: true,
    ListenAddr: "0.0.0.0:2377",
    AdvertiseAddr: own.NodeAddr,
  });
  await waitFor({
    what: `swarm ${swarmId} to have a leader again`,
    seconds: 60,
    look: async () => done(await findManager(fleet, swarmId)),
    tolerate: (error) => error instanceof NoManagerError,
  });
  say(name, `swarm ${swarmId} recovered, with ${name} as its only manager ${took()}`);
}
