import { hostOf } from "../../engine/address";
import { isUnreachable, reasonOf } from "../../engine/errors";
import type { SwarmInfo } from "../../engine/types";
import { readBackup, type SwarmBackup } from "../../machine/backup-file";
import { atLeast } from "../../../lib/compare-versions";
import { done, notYet, waitFor } from "../../../lib/wait";
import { addressesOf } from "../node/addresses";
import type { Fleet } from "../session/fleet";
import { infoOf } from "../session/probe";
import { say, sayWhile, stopwatch } from "../session/say";
import type { SwarmInputs } from "./state";

/**
 * Begins a swarm with what a backup has: its services, configs, secrets, settings, its ID. Its first manager is the one of
 * the backup, on another machine; the nodes of then are taken out of it, and join anew as declared.
 * @returns ID of the swarm
 * @throws when the backup does not open, or is of a newer engine than the machine's: nothing is changed then
 */
export async function restoreSwarm(fleet: Fleet, inputs: SwarmInputs, own: string): Promise<string> {
  const backup = readBackup(inputs.restore!);
  const { machine } = inputs;
  requireNoOlder(machine, own, backup);
  await requireAddress(fleet, inputs, backup);
  say(machine, `restoring swarm ${backup.swarmId} as ${backup.machine} knew it at ${backup.taken}`);
  await fleet.putRaft(machine, backup.data);
  await finishRestore(fleet, inputs, backup);
  return backup.swarmId;
}

/**
 * Goes on with a restore that was interrupted.
 * @returns ID of the swarm; undefined where the machine is not the node of the backup
 */
export async function resumeRestore(
  fleet: Fleet,
  inputs: SwarmInputs,
  info: SwarmInfo,
): Promise<string | undefined> {
  const backup = inputs.restore === undefined ? undefined : readBackup(inputs.restore);
  if (!backup || info.NodeID !== backup.nodeId) return undefined;
  await finishRestore(fleet, inputs, backup);
  return backup.swarmId;
}

async function finishRestore(fleet: Fleet, inputs: SwarmInputs, backup: SwarmBackup): Promise<void> {
  const { machine } = inputs;
  const took = stopwatch();
  await sayWhile(machine, "its swarm to have a leader again", () => forceNewCluster(fleet, inputs));
  const engine = fleet.engine(machine);
  const { NodeID: id } = (await infoOf(engine)).Swarm;
  const former = (await engine.nodes()).filter((node) => node.ID !== id);
  // Managers among them are no members of its raft any more, and so need no demotion.
  for (const { ID } of former) await engine.nodeRemove(ID, true);
  say(machine, `swarm ${backup.swarmId} is restored, with ${machine} as its only node ${took()}`);
}

/** Its former managers are gone, so that it has no leader until it is made the only one. */
function forceNewCluster(fleet: Fleet, inputs: SwarmInputs): Promise<void> {
  const engine = fleet.engine(inputs.machine);
  // Also of an only manager, which has a leader at once: it is to be found at its new address.
  let isForced = false;
  return waitFor({
    what: `${inputs.machine} to lead the restored swarm`,
    seconds: 120,
    look: async () => {
      const { Swarm: own } = await infoOf(engine);
      if (isForced && own.Cluster?.ID) return done(undefined);
      const addresses = await addressesOf(fleet, inputs.machine, inputs);
      const request = { ForceNewCluster: true, ...addresses };
      isForced = await engine.swarmInit(request).then(
        () => true,
        (error: unknown) => {
          say(inputs.machine, `not yet: ${reasonOf(error)}`);
          return false;
        },
      );
      return notYet(`${own.LocalNodeState}${own.Error ? `: ${own.Error}` : ""}`);
    },
    tolerate: isUnreachable,
    everyMs: 1000,
  });
}

/** An older engine does not know all that a newer one wrote. */
function requireNoOlder(machine: string, own: string, { engineVersion }: SwarmBackup): void {
  if (atLeast(own, engineVersion)) return;
  throw new Error(
    `The backup is of Docker Engine ${engineVersion}, and ${machine} has ${own}, which is older: nothing was changed. Install ` +
      "that version or a newer one",
  );
}

/** A manager is known by one address for life, also to itself: nodes that join would look for it there (docker/docs#7931). */
async function requireAddress(
  fleet: Fleet,
  inputs: SwarmInputs,
  { address, machine }: SwarmBackup,
): Promise<void> {
  const { AdvertiseAddr: advertised } = await addressesOf(fleet, inputs.machine, inputs);
  if (hostOf(advertised) === address) return;
  const holder = fleet.machines().find((name) => fleet.machine(name)?.nodeAddress === address);
  throw new Error(
    `The backup is of ${machine} at ${address}, and ${inputs.machine} is at ${hostOf(advertised)}: a manager keeps its ` +
      `address for life. Nothing was changed. ${
        holder
          ? `List ${holder}, which has that address, as the first manager`
          : "Give the first manager that address"
      }, or restore another backup`,
  );
}
