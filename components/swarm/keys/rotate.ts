import { infoOf } from "../session/probe";
import type { Fleet } from "../session/fleet";
import type { Run } from "../session/run";
import { say, sayWhile, stopwatch } from "../session/say";
import { maintain } from "../node/maintenance";

/**
 * Replaces all that opens a machine; one that is a node is drained for it, and no other node is restarted meanwhile.
 * @param trigger value that asked for it: the store's authority is replaced once for all machines
 * @throws when it cannot be done: the machine keeps keys that open it, and the next run goes on
 */
export async function rotateKeys(
  run: Run,
  storePath: string,
  machine: string,
  trigger: string,
): Promise<void> {
  const fleet = run.fleet(storePath);
  const took = stopwatch();
  const work = () => sayWhile(machine, "its keys to be replaced", () => fleet.rotateKeys(machine, trigger));
  const node = await nodeOn(fleet, machine);
  if (node) await maintain({ session: run.session(storePath, node.swarmId), machine, nodeId: node.id }, work);
  else await work();
  say(machine, `its keys are replaced ${took()}`);
}

/** The node that a machine is; only managers tell their swarm's ID. */
async function nodeOn(fleet: Fleet, machine: string): Promise<{ id: string; swarmId: string } | undefined> {
  const { Swarm: own } = await infoOf(fleet.engine(machine));
  if (own.LocalNodeState !== "active") return undefined;
  const managers = new Set((own.RemoteManagers ?? []).map(({ NodeID }) => NodeID));
  for (const name of [machine, ...fleet.machines()]) {
    const info = await infoOf(fleet.engine(name)).catch(() => undefined);
    const swarmId = info?.Swarm.Cluster?.ID;
    if (info && swarmId && (name === machine || managers.has(info.Swarm.NodeID)))
      return { id: own.NodeID, swarmId };
  }
  throw new Error(
    `No manager of the swarm that ${machine} is in answers: its keys stay as they are. Start one and run again`,
  );
}
