import type { Host, HostName, HostState } from "../host";
import { docker, type EngineChoice } from "./engine";
import { listNotes } from "./notes";
import { HOST_LABEL, hostPlace, ownFilter, placeOf, type HostPlace, type Place } from "./place";

/**
 * Whether a host exists, and whether it runs.
 * @throws when its engine does not answer
 */
export async function dockerHostState({ name, directory }: HostName): Promise<HostState> {
  const hosts = await listDockerHosts(directory);
  return hosts.find((host) => host.name === name)?.state ?? "absent";
}

/**
 * The hosts of a folder, by name.
 * @throws when an engine that has one does not answer
 */
export async function listDockerHosts(directory: string): Promise<Host[]> {
  const place = placeOf(directory);
  const notes = [...(await listNotes(place))];
  const running = new Set<string>();
  for (const engine of enginesOf(notes.map(([, note]) => note.engine)))
    for (const name of await namesOf(engine, ["ps", "--filter", "status=running"], place)) running.add(name);
  return notes.map(([name, { address }]) => ({
    name,
    address,
    state: running.has(name) ? ("running" as const) : ("stopped" as const),
  }));
}

/** Names of all hosts that have anything in an engine, by their labels: also those that no note tells of. */
export async function labelledHosts(engine: EngineChoice, place: Place): Promise<HostPlace[]> {
  const containers = await namesOf(engine, ["ps", "--all"], place);
  const volumes = await namesOf(engine, ["volume", "ls"], place);
  return [...new Set([...containers, ...volumes])].sort().map((name) => hostPlace(place, name));
}

/** Each of some engines once. */
export function enginesOf(engines: readonly EngineChoice[]): EngineChoice[] {
  return [...new Map(engines.map((engine) => [JSON.stringify(engine), engine])).values()];
}

async function namesOf(engine: EngineChoice, list: readonly string[], place: Place): Promise<string[]> {
  const format = ["--format", `{{.Label "${HOST_LABEL}"}}`];
  const { stdout } = await docker(engine, [...list, ...ownFilter(place), ...format]);
  return stdout.split(/\r?\n/).filter(Boolean);
}
