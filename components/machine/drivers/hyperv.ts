import { z } from "zod";
import { defineDriver } from "./driver";
import { findInHyperV } from "./hypervisor";
import { diskSize, memory, text, whole } from "./options";

/** docker-machine's driver hyperv: virtual machines of Windows. It needs an administrator's shell. */
export const hyperv = defineDriver({
  name: "hyperv",
  isPartOfComputer: true,
  options: (computer) =>
    z.strictObject({
      /** Name of the virtual switch. @default the first external one */
      virtualSwitch: text.optional(),
      /** Memory, in MB. @default 1024 */
      memory: memory(computer).optional(),
      /** Number of CPUs. @default 1 */
      cpuCount: whole(1, computer.cpus, `number of CPUs expected, 1 to ${computer.cpus}`).optional(),
      /** Size to which the disk may grow, in MB. @default 20000 */
      diskSize: diskSize.optional(),
      /** URL or path of the boot2docker image. @default the latest release, looked up on GitHub */
      boot2dockerUrl: text.optional(),
      /** MAC address of the network card, for a fixed lease. @default Hyper-V's choice */
      staticMacaddress: z
        .string()
        .regex(/^([0-9a-f]{2}[:-]?){5}[0-9a-f]{2}$/i, "MAC address expected, e.g. 00:15:5d:00:00:01")
        .optional(),
      /** VLAN of the network card, 1 to 4094; 0 is none. @default 0 */
      vlanId: whole(0, 4094, "VLAN expected, 1 to 4094, or 0 for none").optional(),
      /** Keep all of the memory from the start. @default false */
      disableDynamicMemory: z.boolean().optional(),
    }),
  // Its image, boot2docker, is for amd64 only.
  isAuto: ({ platform, arch, hasHypervSwitch }) =>
    platform === "win32" && arch !== "arm64" && hasHypervSwitch(),
  autoReason: "Hyper-V has a virtual switch",
  requirements: ({ platform }) =>
    platform === "win32"
      ? undefined
      : 'driver hyperv needs Windows; use "auto", or "generic" for a host that already runs',
  hasDockerImage: true,
  findVirtualMachines: findInHyperV,
});
