import { readFileSync } from "node:fs";
import { realPath } from "../../../lib/real-path";
import type { HostKind } from "../host";
import { copyProblem } from "./identity";
import { placeOf } from "./paths";
import { localHostProblem, rightsProblem } from "./requirements";

/** Hosts that are system containers on this computer. What acts on them is loaded only when it is needed. */
export const localHosts: HostKind = {
  command: "machine/local/host.command",
  folder: "hosts",
  variable: "LOCAL_HOST_SPEC",
  identity: ({ directory, network }) => [directory, network],
  network: recordedNetwork,
  // Elsewhere the driver itself is a problem.
  problem: () => (process.platform === "linux" ? localHostProblem() : undefined),
  copyProblem: (directory) => copyProblem(realPath(directory)),
  rightsProblem: () => rightsProblem(),
  up: async (spec, report) => (await import("./host")).ensureLocalHost(spec, report),
  down: async (spec, report) => (await import("./remove")).removeLocalHost(spec, report),
  downAll: async (directory, report) => (await import("./remove")).removeAllLocalHosts(directory, report),
  state: async (spec) => (await import("./inventory")).localHostState(spec),
  list: async (directory) => (await import("./inventory")).listLocalHosts(directory),
  networkProblem: async (spec) => (await import("./shield")).shieldProblem(spec),
  repairNetwork: async (spec) => (await import("./shield")).repairShield(spec),
  isMember: async (spec) => (await import("./inventory")).isMember(spec),
};

function recordedNetwork(directory: string): string | undefined {
  try {
    return readFileSync(placeOf(directory).network, "utf8").trim() || undefined;
  } catch {
    return undefined;
  }
}
