import { z } from "zod";
import { localHosts } from "../../hosts/local";
import { defineDriver } from "./driver";

/**
 * This project's own driver: system containers on this computer, which docker-machine's driver generic sets up. It has
 * no options; the hosts take their network from the cluster's setting localNetwork.
 */
export const local = defineDriver({
  name: "local",
  isPartOfComputer: true,
  machineDriver: "generic",
  options: () => z.strictObject({}),
  flags: (_options, access) => {
    if (!access) return {};
    const { address: ipAddress, sshUser, sshPort, sshKeyPath: sshKey } = access;
    return { ipAddress, sshUser, sshPort, sshKey };
  },
  // Before docker: without an engine in between, its hosts start faster.
  isAuto: ({ platform, isRoot }) => platform === "linux" && isRoot,
  autoReason: "this is Linux, and you are root",
  requirements: ({ platform }) =>
    platform === "linux"
      ? undefined
      : "driver local needs Linux (its hosts are system containers); use docker, or generic with a host of yours",
  location: (_options, access) => access,
  hosts: localHosts,
  isRecordOnly: true,
  // Who sees the processes of this computer sees those of its hosts.
  sharesSsh: () => true,
  usesNativeSsh: () => true,
});
