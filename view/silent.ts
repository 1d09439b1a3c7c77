import type { Node } from "../components/engine/types";
import type { Fleet } from "../components/swarm/session/fleet";
import { describeProbe, probe } from "../components/swarm/session/probe";

/**
 * Asks the engines of nodes that are not ready what they say of themselves: "is locked". Such an engine may take
 * seconds to answer, or never do, so nobody waits for it: what is known is what it said last.
 */
export class SilentNodes {
  private readonly said = new Map<string, string>();
  private readonly asked = new Set<string>();

  constructor(private readonly fleet: Fleet) {}

  /** What is known by now of those of the nodes that are not ready, by machine. */
  among(nodes: readonly Node[], swarmId: string): Record<string, string> {
    const names = nodes.filter(isSilent).map((node) => node.Description.Hostname);
    const machines = this.fleet.machines().filter((name) => names.includes(name));
    for (const name of [...this.said.keys()]) if (!machines.includes(name)) this.said.delete(name);
    for (const name of machines) void this.ask(name, swarmId);
    return Object.fromEntries(this.said);
  }

  private async ask(name: string, swarmId: string): Promise<void> {
    if (this.asked.has(name)) return;
    this.asked.add(name);
    const answer = await probe(this.fleet, name);
    this.asked.delete(name);
    this.said.set(name, describeProbe(answer, swarmId).slice(name.length + 1));
  }
}

function isSilent({ Status, ManagerStatus }: Node): boolean {
  return Status.State !== "ready" || ManagerStatus?.Reachability === "unreachable";
}
