import { z } from "zod";
import { localHosts } from "../../hosts/local";
import { defineDriver } from "./driver";

/**
 * This project's own driver: system containers on this computer, which docker-machine's driver generic sets up. It has
 * no options; the hosts take their network from the cluster's setting localNetwork.
 */
export const local = defineDriver({
  name: "local",
  machineDriver: "generic",
  options: () => z.strictObject({}),
  flags: (_options, access) => {
    if (!access) return {};
    const { address: ipAddress, sshUser, sshPort, sshKeyPath: sshKey } = access;
    return { ipAddress, sshUser, sshPort, sshKey };
  },
  isAuto: () => true,
  requirements: (platform, isChosen) => {
    if (platform === "linux") return undefined;
    const what = isChosen ? "driver local" : 'driver auto finds no hypervisor here, and "local"';
    return `${what} needs Linux (its hosts are system containers); use virtualbox, or generic with a host of yours`;
  },
  location: (_options, access) => access,
  hosts: localHosts,
  isRecordOnly: true,
  usesNativeSsh: () => true,
});
