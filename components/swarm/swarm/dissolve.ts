import { isNotInSwarm, isUnreachable, reasonOf } from "../../engine/errors";
import { residents } from "../session/census";
import type { Fleet } from "../session/fleet";
import { say } from "../session/say";

/** Makes every machine that is still in the swarm leave it by force, workers first; the last one ends the swarm. */
export async function dissolve(fleet: Fleet, swarmId: string): Promise<void> {
  const inside = (await residents(fleet, swarmId)).filter((each) => each.swarm === "this");
  const leave = async (name: string) => {
    try {
      await fleet.engine(name).swarmLeave(true);
      say(name, `left swarm ${swarmId}`);
    } catch (error) {
      if (isUnreachable(error)) say(name, `could not leave swarm ${swarmId}: ${reasonOf(error)}`);
      else if (!isNotInSwarm(error)) throw error;
    }
  };
  await Promise.all(inside.filter((each) => !each.manages).map((each) => leave(each.name)));
  for (const each of inside.filter((other) => other.manages)) await leave(each.name);
}
