import type { HostKind } from "../host";
import { inPlaceOptions, withoutLimits } from "./limits";
import { recordedNetwork } from "./notes";
import { plannedProblem } from "./planned";
import { cliProblem } from "./requirements";

/**
 * Hosts that are containers of the person's own Docker Engine, each with its own systemd, sshd and Docker Engine. What
 * acts on them is loaded only when it is needed.
 */
export const dockerHosts: HostKind = {
  command: "hosts/docker/host.command",
  folder: "docker-hosts",
  variable: "DOCKER_HOST_SPEC",
  identity: ({ directory, network, options }) => [directory, network, withoutLimits(options)],
  network: recordedNetwork,
  inPlaceOptions,
  problem: (hosts = []) => cliProblem() ?? plannedProblem(hosts),
  rightsProblem: () => cliProblem(),
  up: async (spec, report) => (await import("./host")).ensureDockerHost(spec, report),
  down: async (spec, report) => (await import("./remove")).removeDockerHost(spec, report),
  downAll: async (directory, report) => (await import("./remove")).removeAllDockerHosts(directory, report),
  state: async (spec) => (await import("./inventory")).dockerHostState(spec),
  list: async (directory) => (await import("./inventory")).listDockerHosts(directory),
};
