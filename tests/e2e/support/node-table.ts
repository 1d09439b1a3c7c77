import type { TestMachines } from "./machines";

/** A line of `docker node ls`: name, availability and manager status ("" for a worker). */
export type NodeLine = readonly [name: string, status: string, availability: string, managerStatus: string];

/** What the docker client on a manager says of the swarm, sorted by name. */
export async function nodeTable(machines: TestMachines, manager: string): Promise<NodeLine[]> {
  const format = "{{.Hostname}}|{{.Status}}|{{.Availability}}|{{.ManagerStatus}}";
  const lines = await machines.docker(manager, "node", "ls", "--format", format);
  return lines
    .split("\n")
    .map((line) => line.split("|") as unknown as NodeLine)
    .sort(([a], [b]) => a.localeCompare(b));
}
