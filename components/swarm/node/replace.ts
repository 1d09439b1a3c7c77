import type { Role } from "../../engine/types";
import type { Run } from "../session/run";
import type { Member } from "../session/session";

/**
 * Checks whether a node that is being replaced may leave now; a node that is not being replaced is not checked. Pulumi
 * deletes what it replaces as early as it can, and side by side, so several managers may be asked to leave before the
 * first is back.
 * @param role role the node was last known to have
 * @throws before anything is touched when the swarm would end with it, or another manager is not back yet
 */
export async function beginReplacement(member: Member, role: Role, run: Run): Promise<void> {
  const { machine } = member;
  if (!run.replacing.has(machine)) return;
  if (role === "worker") return void run.replacing.delete(machine);
  const earlier = othersAway(machine, run);
  run.replacing.set(machine, "away");
  const managers = await managersOf(member);
  // It is out already, or the swarm itself was replaced and is gone.
  if (!managers.includes(machine)) return;
  const missing = othersAway(machine, run).filter((other) => !managers.includes(other));
  const away = [...new Set([...earlier, ...missing])];
  const reason = away.length > 0 ? oneByOneText(away) : managers.length === 1 ? lastText : undefined;
  if (!reason) return;
  run.replacing.set(machine, "planned");
  throw new Error(`${machine} is not taken out of the swarm to be replaced: ${reason}`);
}

/**
 * Notes that a node is to be replaced.
 * @param successor name of the machine that takes its place: its own, or a new one
 */
export function planReplacement(machine: string, run: Run, successor = machine): void {
  if (successor !== machine) run.renamed.set(successor, machine);
  if (!run.replacing.has(machine)) run.replacing.set(machine, "planned");
}

/** Notes that a node is in the swarm again. */
export function endReplacement(machine: string, run: Run): void {
  run.replacing.delete(run.renamed.get(machine) ?? machine);
}

const lastText =
  "it is the swarm's only manager, and the swarm would end with it. Make another node a manager first (run pulumi up), " +
  "then replace this one; or run pulumi destroy and create the swarm again";

function oneByOneText(away: readonly string[]): string {
  return (
    `not back yet from a replacement: ${away.join(", ")}; without all of these the quorum may be lost. Restore the ` +
    `setting that replaces them and run pulumi up, which brings the missing nodes back; then give the new setting ` +
    `to one node at a time, each with a pulumi up of its own`
  );
}

function othersAway(machine: string, run: Run): string[] {
  return [...run.replacing]
    .filter(([other, stage]) => stage === "away" && other !== machine)
    .map(([other]) => other);
}

/**
 * Machines of the managers, as the swarm has them now; none where it has no leader and elects none. A manager of no machine
 * that is known goes by its host name.
 */
async function managersOf({ session, nodeId, machine }: Member): Promise<string[]> {
  const nodes = (await (await session.managerOrNone())?.engine.nodes()) ?? [];
  const managers = nodes.filter((node) => node.ManagerStatus);
  const { fleet } = session;
  const known = new Map(
    fleet.machines().flatMap((name) => fleet.nodeNotes(name).ids.map((id) => [id, name])),
  );
  known.set(nodeId, machine);
  return managers.map((node) => known.get(node.ID) ?? node.Description.Hostname);
}
