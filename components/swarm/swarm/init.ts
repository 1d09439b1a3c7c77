import type { Engine } from "../../engine/client";
import { isRemovedFromSwarm } from "../../engine/errors";
import type { Swarm, SwarmInfo } from "../../engine/types";
import { addressesOf } from "../node/addresses";
import { dissolve } from "./dissolve";
import type { Fleet } from "../session/fleet";
import { clusterLabel } from "../node/labels";
import { answering } from "../node/membership";
import { probeAll, type Probe } from "../session/probe";
import { restoreSwarm, resumeRestore } from "./restore";
import { compact } from "../handlers";
import { say, stopwatch } from "../session/say";
import { actualInitSettings, emptySpec, initFields, specWith } from "./wanted-spec";
import { initOnlyKeys, type SwarmInputs } from "./state";

/** A swarm that was initialised or found for a program. */
export interface InitialSwarm {
  readonly swarmId: string;
  /** Whether it was just initialised, with all its settings. */
  readonly fresh: boolean;
}

/**
 * Finds or initialises the swarm of a program: the one that carries its mark, or the one on its machine if it may be
 * adopted, or a new one.
 * @throws when the machine is in a swarm that is not this program's, or a swarm would be lost without permission
 */
export async function findOrInit(fleet: Fleet, inputs: SwarmInputs): Promise<InitialSwarm> {
  const probes = await probeAll(fleet);
  const swarms = await swarmsOf(fleet, probes);
  const own = swarms.find((swarm) => swarm.Spec.Labels?.[clusterLabel] === inputs.cluster);
  if (own && !lostSettings(own, inputs)) {
    say(inputs.machine, `swarm ${own.ID} of this program exists already: using it`);
    return { swarmId: own.ID, fresh: false };
  }
  if (own) await replace(fleet, own, inputs);
  const { Swarm: info, ServerVersion: version } = await answering(fleet, inputs.machine);
  if (info.LocalNodeState === "inactive" && inputs.restore !== undefined)
    return { swarmId: await restoreSwarm(fleet, inputs, version), fresh: false };
  if (info.LocalNodeState === "inactive") return init(fleet, inputs);
  const resumed = await resumeRestore(fleet, inputs, info);
  if (resumed) return { swarmId: resumed, fresh: false };
  if (isRemovedFromSwarm(info)) {
    await fleet.engine(inputs.machine).swarmLeave(true);
    return init(fleet, inputs);
  }
  return adopt(await swarmOn(fleet, swarms, info.NodeID), info, inputs);
}

/** A swarm as one of its managers knows it. */
interface ManagedSwarm extends Swarm {
  /** Machine of that manager. */
  readonly managerName: string;
}

async function swarmsOf(fleet: Fleet, probes: Probe[]): Promise<ManagedSwarm[]> {
  const managers = probes.filter((each) => each.info?.Swarm.ControlAvailable && !each.leaderless);
  const inspect = async ({ name: managerName }: Probe) => ({
    ...(await fleet.engine(managerName).swarmInspect()),
    managerName,
  });
  // A manager that loses its leader between the two questions cannot be asked.
  const swarms = managers.map((manager) => inspect(manager).catch(() => undefined));
  return (await Promise.all(swarms)).filter((swarm) => swarm !== undefined);
}

/** The init-only settings that differ between the program and the swarm, in words; empty when none do. */
function lostSettings(swarm: Swarm, inputs: SwarmInputs): string {
  const actual = actualInitSettings(swarm);
  const differing = initOnlyKeys.filter(
    (key) => inputs[key] !== undefined && String(inputs[key]) !== String(actual[key]),
  );
  return differing.map((key) => `${key} is ${actual[key]}, not ${inputs[key]}`).join(", ");
}

/** Ends a swarm whose init-only settings are to change; all its nodes have to join the new one. */
async function replace(fleet: Fleet, swarm: ManagedSwarm, inputs: SwarmInputs): Promise<void> {
  const changes = lostSettings(swarm, inputs);
  const losses = inputs.allowReplace ? "" : await lossesOf(fleet.engine(swarm.managerName));
  if (losses) {
    throw new Error(
      `swarm ${swarm.ID} would have to be replaced (${changes}), which only an init can change, and it still has ` +
        `${losses}. Nothing was changed. Set the swarm's allowReplace to true to lose them, or restore the setting`,
    );
  }
  say(inputs.machine, `replacing swarm ${swarm.ID}: ${changes}`);
  await dissolve(fleet, swarm.ID);
}

async function lossesOf(engine: Engine): Promise<string> {
  const [nodes, services] = [await engine.nodes(), await engine.services()];
  const others = nodes.length - 1;
  const parts = [others && `${others} other nodes`, services.length && `${services.length} services`];
  return parts.filter(Boolean).join(" and ");
}

async function init(fleet: Fleet, inputs: SwarmInputs): Promise<InitialSwarm> {
  const took = stopwatch();
  const engine = fleet.engine(inputs.machine);
  await engine.swarmInit(
    compact({
      ...(await addressesOf(fleet, inputs.machine, inputs)),
      ...initFields(inputs),
      // Both are needed: the engine starts with the one and then applies the other.
      AutoLockManagers: inputs.autolock ?? false,
      Spec: specWith(emptySpec, inputs),
    }),
  );
  const swarm = await engine.swarmInspect();
  say(inputs.machine, `initialised swarm ${swarm.ID} ${took()}`);
  return { swarmId: swarm.ID, fresh: true };
}

/** The swarm a machine is in; a worker's is found through the managers among the machines. */
async function swarmOn(
  fleet: Fleet,
  swarms: ManagedSwarm[],
  nodeId: string,
): Promise<ManagedSwarm | undefined> {
  for (const swarm of swarms) {
    const nodes = await fleet.engine(swarm.managerName).nodes();
    if (nodes.some((node) => node.ID === nodeId)) return swarm;
  }
  return undefined;
}

function adopt(swarm: Swarm | undefined, info: SwarmInfo, inputs: SwarmInputs): InitialSwarm {
  const where = swarm ? `swarm ${swarm.ID}` : `a swarm that cannot be asked (state ${info.LocalNodeState})`;
  const mark = swarm?.Spec.Labels?.[clusterLabel];
  if (!swarm || !inputs.adopt) {
    throw new Error(
      `${inputs.machine} is in ${where} already${mark ? `, which belongs to ${mark}` : ""}. Nothing was changed. ` +
        `Set the swarm's adopt to true to take it over, or run "docker swarm leave --force" on the machine`,
    );
  }
  const lost = lostSettings(swarm, inputs);
  if (lost) {
    throw new Error(
      `${where} on ${inputs.machine} cannot be adopted: ${lost}, and only an init can change that. ` +
        `Nothing was changed. Remove the setting from the program, or give it the swarm's value`,
    );
  }
  say(inputs.machine, `adopted ${where}${mark ? `, which belonged to ${mark}` : ""}`);
  return { swarmId: swarm.ID, fresh: false };
}
