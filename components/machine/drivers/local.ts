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
  requirements: ({ platform, arch }, isChosen) => {
    if (platform === "linux") return undefined;
    if (!isChosen && arch === "arm64") return withoutImage;
    const what = isChosen ? "driver local" : 'driver auto finds no hypervisor here, and "local"';
    return `${what} needs Linux (its hosts are system containers); use virtualbox, or generic with a host of yours`;
  },
  location: (_options, access) => access,
  hosts: localHosts,
  isRecordOnly: true,
  usesNativeSsh: () => true,
});

const withoutImage =
  "driver auto finds nothing for an arm64 computer: boot2docker, the image of virtualbox and hyperv, is for amd64 only; " +
  'use "docker" where a Docker Engine runs (Docker Desktop, OrbStack, Colima), or "generic" with a host of yours';
