import { isNotInSwarm, isUnreachable, reasonOf } from "../../engine/errors";
import type { Fleet } from "../session/fleet";
import { probeAll, swarmOf, type Probe } from "../session/probe";
import { say } from "../session/say";

/** Makes every machine that is still in the swarm leave it by force, workers first; the last one ends the swarm. */
export async function dissolve(fleet: Fleet, swarmId: string): Promise<void> {
  const probes = await probeAll(fleet);
  const inside = probes.filter((each) => swarmOf(each, swarmId, probes) === "this");
  const [managers, workers] = [inside.filter(manages), inside.filter((each) => !manages(each))];
  await Promise.all(workers.map(({ name }) => leave(fleet, swarmId, name)));
  for (const { name } of managers) await leave(fleet, swarmId, name);
}

function manages({ leaderless, info }: Probe): boolean {
  return leaderless || (info?.Swarm.ControlAvailable ?? false);
}

async function leave(fleet: Fleet, swarmId: string, name: string): Promise<void> {
  try {
    await fleet.engine(name).swarmLeave(true);
    say(name, `left swarm ${swarmId}`);
  } catch (error) {
    if (isUnreachable(error)) say(name, `could not leave swarm ${swarmId}: ${reasonOf(error)}`);
    else if (!isNotInSwarm(error)) throw error;
  }
}
