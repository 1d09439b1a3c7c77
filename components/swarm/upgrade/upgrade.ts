import type { Node } from "../../engine/types";
import { maintain } from "../node/maintenance";
import { infoOf, onMachines } from "../session/probe";
import { say, stopwatch } from "../session/say";
import type { SwarmSession } from "../session/session";

/**
 * Upgrades the engines of a swarm to the newest that their hosts' packages offer, one node at a time: managers first, the
 * leader last of them, then workers. A node is drained meanwhile. Those that are the newest already are left alone, so that a
 * run that was interrupted, or stopped, goes on.
 * @throws at the first that fails, with what is done and what is not
 */
export async function upgradeEngines(session: SwarmSession): Promise<void> {
  const machines = await inOrder(session);
  const done: string[] = [];
  for (const { machine, nodeId } of machines) {
    try {
      await upgradeOne(session, machine, nodeId);
      done.push(machine);
    } catch (error) {
      throw new Error(stoppedText(machine, done, machines, error as Error), { cause: error });
    }
  }
}

interface NodeOnMachine {
  readonly machine: string;
  readonly nodeId: string;
}

async function inOrder(session: SwarmSession): Promise<NodeOnMachine[]> {
  const [nodes, probes] = await Promise.all([session.nodes(), session.probeAll()]);
  const rank = ({ ManagerStatus: manager }: Node) => (manager ? (manager.Leader ? 1 : 0) : 2);
  const sorted = [...nodes].sort((a, b) => rank(a) - rank(b));
  return onMachines(sorted, probes).map(({ machine, node }) => ({ machine, nodeId: node.ID }));
}

async function upgradeOne(session: SwarmSession, machine: string, nodeId: string): Promise<void> {
  const took = stopwatch();
  const { fleet } = session;
  const offer = await fleet.findEngineUpgrade(machine);
  const { ServerVersion: before } = await infoOf(fleet.engine(machine));
  if (!offer) return say(machine, `has the newest Docker Engine that its packages offer: ${before}`);
  say(machine, `upgrading ${offer.package} from ${offer.from} to ${offer.to}`);
  await maintain({ session, machine, nodeId }, () => fleet.upgradeEngine(machine, offer));
  const { ServerVersion: after } = await infoOf(fleet.engine(machine));
  say(machine, `runs Docker Engine ${after} ${took()}`);
}

function stoppedText(
  failed: string,
  done: readonly string[],
  all: readonly NodeOnMachine[],
  error: Error,
): string {
  const rest = all.map(({ machine }) => machine).filter((name) => name !== failed && !done.includes(name));
  const list = (names: readonly string[]) => names.join(", ") || "none";
  return (
    `${error.message}. The upgrade stopped there: done are ${list(done)}, not begun ${list(rest)}. Repair ${failed} and run ` +
    "pulumi up again: it goes on with those that are not the newest yet"
  );
}
