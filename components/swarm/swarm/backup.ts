import { hostOf } from "../../engine/address";
import type { Node } from "../../engine/types";
import type { SwarmBackup } from "../../machine/backup-file";
import { maintain } from "../node/maintenance";
import { onMachines } from "../session/probe";
import { say, stopwatch } from "../session/say";
import type { SwarmSession } from "../session/session";

/** How a backup is taken. */
export interface BackupChoice {
  /** Machine of the manager it is taken of. @default a reachable manager that does not lead */
  readonly machine?: string;
  /** Whether the engine of the only manager may stop, and the tasks on it. @default false */
  readonly allowDowntime?: boolean;
}

/**
 * Takes a backup of a swarm of one of its managers, whose engine stops for a moment: a follower, drained first, and only
 * where the others keep the quorum without it.
 * @throws before anything is touched where the swarm could not go on, or no such manager is among the machines
 */
export async function backupSwarm(session: SwarmSession, choice: BackupChoice = {}): Promise<SwarmBackup> {
  const took = stopwatch();
  const nodes = await session.nodes();
  const { machine, node } = await managerFor(session, nodes, choice);
  if (await session.ask(({ engine }) => engine.unlockKey())) throw new Error(lockedText(session.swarmId));
  let data = "";
  await maintain({ session, machine, nodeId: node.ID }, async () => {
    data = await session.fleet.copyRaft(machine);
  });
  say(machine, `copied what it knows of swarm ${session.swarmId} ${took()}`);
  const engineVersion = node.Description.Engine.EngineVersion;
  const taken = new Date().toISOString();
  return {
    version: 1,
    swarmId: session.swarmId,
    nodeId: node.ID,
    machine,
    address: hostOf(node.ManagerStatus?.Addr ?? ""),
    engineVersion,
    taken,
    data,
  };
}

async function managerFor(session: SwarmSession, nodes: readonly Node[], choice: BackupChoice) {
  const probes = await session.probeAll();
  // The others notice only after a while that a manager is gone.
  const silent = probes.filter(({ info }) => !info).flatMap(({ name }) => session.fleet.nodeNotes(name).ids);
  const managers = nodes.filter(({ ManagerStatus }) => ManagerStatus);
  const reachable = managers.filter(
    ({ ID, ManagerStatus }) => ManagerStatus?.Reachability === "reachable" && !silent.includes(ID),
  );
  const needed = Math.floor(managers.length / 2) + 1;
  if (managers.length > 1 && reachable.length - 1 < needed)
    throw new Error(
      `The swarm would lose its quorum while the engine of a manager is stopped: ${reachable.length} of ${managers.length} ` +
        `managers are reachable, and ${needed} are needed without that one. Nothing was changed. First bring one back or add one`,
    );
  if (managers.length === 1 && !choice.allowDowntime)
    throw new Error(
      "The swarm has one manager, whose engine has to stop for a moment, with the tasks on it. Nothing was changed. Add " +
        "--downtime to allow that, or make two other nodes managers first",
    );
  const machines = onMachines(reachable, probes);
  const wanted = machines.filter(({ machine }) => [undefined, machine].includes(choice.machine));
  const chosen = wanted.find(({ node }) => !node.ManagerStatus?.Leader) ?? wanted[0];
  if (chosen) return chosen;
  const names = machines.map(({ machine }) => machine).join(", ") || "none";
  const who = choice.machine ? `${choice.machine} is not` : "No machine of the store is";
  throw new Error(`${who} a reachable manager of swarm ${session.swarmId}; these are: ${names}`);
}

function lockedText(swarmId: string): string {
  return (
    `A backup of swarm ${swarmId} could not be restored while autolock is on: Docker Engine cannot force a new cluster from a ` +
    "locked manager's data (moby#36852). Nothing was changed. Set autolock to false and run pulumi up, take the backup, and " +
    "set autolock to true again"
  );
}
