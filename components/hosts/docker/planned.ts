import { spawnSync } from "node:child_process";
import type { PlannedHost } from "../host";
import { engineFlags, parseFacts, type EngineChoice, type EngineFacts, type EngineInfo } from "./engine";
import { recordedEngine } from "./notes";
import { engineProblem } from "./requirements";
import type { DockerHostOptions } from "./spec";

/**
 * Why the engines of a cluster's hosts cannot have them all, memory included; undefined where they can, or where an
 * engine does not answer now: what needs it says so.
 * @param look for tests
 */
export function plannedProblem(
  hosts: readonly PlannedHost[],
  look: (engine: EngineChoice) => EngineFacts | undefined = lookAt,
): string | undefined {
  const counts = new Map<string, number>();
  for (const host of hosts) {
    const key = JSON.stringify(engineOf(host, hosts));
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  for (const [key, count] of counts) {
    const engine = JSON.parse(key) as EngineChoice;
    const facts = look(engine);
    const problem = facts && engineProblem(facts, engine.host ?? "", count);
    if (problem) return problem;
  }
  return undefined;
}

/** The engine of a host as `up` will choose it; that without a name is the current one. */
function engineOf({ options, directory }: PlannedHost, all: readonly PlannedHost[]): EngineChoice {
  const { context } = (options ?? {}) as DockerHostOptions;
  if (context) return { context };
  const folder = directory ?? all.find((host) => host.directory)?.directory;
  return (folder && recordedEngine(folder)) || {};
}

// An engine that hangs must not hold up a preview.
const LOOK_MS = 5000;

function lookAt(engine: EngineChoice): EngineFacts | undefined {
  const args = [...engineFlags(engine), "info", "--format", "{{json .}}"];
  const { status, stdout } = spawnSync("docker", args, {
    encoding: "utf8",
    timeout: LOOK_MS,
    windowsHide: true,
    stdio: ["ignore", "pipe", "ignore"],
  });
  try {
    return status === 0 ? parseFacts(JSON.parse(stdout) as EngineInfo) : undefined;
  } catch {
    return undefined;
  }
}
