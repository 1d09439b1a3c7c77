import { hostOf } from "../../engine/address";
import type { SwarmInfo } from "../../engine/types";
import { done } from "../../../lib/wait";
import { answering } from "../node/membership";
import type { Fleet } from "../session/fleet";
import { say, stopwatch } from "../session/say";
import type { SwarmSession } from "../session/session";
import { compact } from "../handlers";
import type { SwarmInputs, SwarmState } from "./state";

/**
 * Makes one manager the only one of its swarm, after the quorum was lost for good. The other nodes stay known and
 * come back as workers. Does nothing while the swarm has a leader, so that an interrupted run can be repeated.
 * @param olds the outputs before, which tell the port of overlay traffic
 * @throws when the machine is not a manager, or the swarm is autolocked
 */
export async function recoverSwarm(
  session: SwarmSession,
  inputs: SwarmInputs,
  olds?: Partial<SwarmState>,
): Promise<void> {
  const name = inputs.recover!.manager;
  const { swarmId } = session;
  if (await session.managerOrNone()) return say(name, `nothing to recover: swarm ${swarmId} has a leader`);
  if (inputs.autolock) {
    throw new Error(
      `swarm ${swarmId} cannot be recovered while autolock is on: Docker Engine cannot force a new cluster from a ` +
        `locked manager's data (moby#36852). Bring back managers until more than half of them run`,
    );
  }
  await forceNewCluster(session, name, olds?.initSettings?.dataPathPort);
}

async function forceNewCluster(session: SwarmSession, name: string, dataPathPort?: number): Promise<void> {
  const { fleet, swarmId } = session;
  const took = stopwatch();
  const { Swarm: own } = await answering(fleet, name);
  if (!own.ControlAvailable) {
    throw new Error(
      `swarm ${swarmId} cannot be recovered from ${name}: it is not a manager. Name one that was`,
    );
  }
  await fleet.engine(name).swarmInit({
    ForceNewCluster: true,
    ...addressesNow(fleet, name, own),
    ...compact({ DataPathPort: dataPathPort }),
  });
  const what = `swarm ${swarmId} to have a leader again`;
  await session.until({ what, seconds: 60, look: async () => done(undefined) });
  say(name, `swarm ${swarmId} recovered, with ${name} as its only manager ${took()}`);
}

/** Where the manager listens and is found now: a new cluster takes what the request says, not what there was. */
function addressesNow(fleet: Fleet, name: string, own: SwarmInfo) {
  const { listenAddress, dataPathAddress } = fleet.nodeNotes(name);
  const advertised = own.RemoteManagers?.find(({ NodeID }) => NodeID === own.NodeID)?.Addr ?? own.NodeAddr;
  const port = /:(\d+)$/.exec(advertised.replace(hostOf(advertised), ""))?.[1] ?? "2377";
  return compact({
    ListenAddr: listenAddress ?? `0.0.0.0:${port}`,
    AdvertiseAddr: advertised,
    DataPathAddr: dataPathAddress,
  });
}
