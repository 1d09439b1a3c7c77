import { docker, engineFacts, type EngineChoice, type EngineFacts } from "./engine";
import type { HostPlace } from "./place";
import type { DockerHostOptions } from "./spec";

/** What a host's container may use at most; 0: all that the engine has. */
export interface Limits {
  /** In MB. */
  readonly memory: number;
  readonly cpus: number;
}

type LimitOptions = Pick<DockerHostOptions, "memory" | "cpus">;

/** The options of a host that its container takes over as it runs. */
export const inPlaceOptions: readonly string[] = ["memory", "cpus"];

/** Options of a host without those that its container takes over as it runs. */
export function withoutLimits(options: object = {}): object {
  return Object.fromEntries(Object.entries(options).filter(([name]) => !inPlaceOptions.includes(name)));
}

/** Arguments of `docker run` that limit a container. */
export function limitArguments({ memory, cpus }: LimitOptions): string[] {
  return [...(memory ? ["--memory", `${memory}m`] : []), ...(cpus ? ["--cpus", String(cpus)] : [])];
}

/**
 * Gives a container that exists the limits that are wanted, also while it runs.
 * @param actual the limits that it has
 * @throws when the engine refuses: on control groups of version 1 less memory than is in use
 */
export async function reconcileLimits(
  engine: EngineChoice,
  host: HostPlace,
  actual: Limits,
  { memory = 0, cpus = 0 }: LimitOptions = {},
): Promise<void> {
  if (actual.memory === memory && actual.cpus === cpus) return;
  const args = updateArguments(actual, { memory, cpus }, await engineFacts(engine));
  if (args.length > 0) await docker(engine, ["container", "update", ...args, host.container]);
}

/** Arguments of `docker update`, which cannot take a limit away: that of all that the engine has is none. */
export function updateArguments(
  actual: Limits,
  wanted: Limits,
  facts: Pick<EngineFacts, "memoryMb" | "cpus">,
): string[] {
  const memory = wanted.memory || (actual.memory && facts.memoryMb);
  const cpus = wanted.cpus || (actual.cpus && facts.cpus);
  // Docker's own default for swap, which does not follow the memory by itself.
  const swap = ["--memory-swap", `${2 * memory}m`];
  return [
    ...(memory === actual.memory ? [] : ["--memory", `${memory}m`, ...swap]),
    ...(cpus === actual.cpus ? [] : ["--cpus", String(cpus)]),
  ];
}
