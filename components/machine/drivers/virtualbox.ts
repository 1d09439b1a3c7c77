import { z } from "zod";
import { defineDriver } from "./driver";
import { findInVirtualBox } from "./hypervisor";
import { diskSize, memory, text, whole } from "./options";

const nicType = z.enum(
  ["82540EM", "Am79C970A", "Am79C973", "82543GC", "82545EM", "virtio"],
  "network card expected: 82540EM, Am79C970A, Am79C973, 82543GC, 82545EM or virtio",
);

const cidr = z
  .string()
  .regex(/^(\d{1,3}\.){3}\d{1,3}\/\d{1,2}$/, "address and prefix length expected, e.g. 192.168.56.1/24");

// VirtualBox 6.1.28 and later refuse host-only networks outside 192.168.56.0/21 unless its networks.conf allows them,
// and docker-machine's own default lies outside.
const defaults = { hostonlyCidr: "192.168.56.1/24" };

/** docker-machine's driver virtualbox: virtual machines of VirtualBox. */
export const virtualbox = defineDriver({
  name: "virtualbox",
  isPartOfComputer: true,
  options: (computer) =>
    z.strictObject({
      /** Memory, in MB. @default 1024 */
      memory: memory(computer).optional(),
      /** Number of CPUs; -1 is all of this computer's. @default 1 */
      cpuCount: whole(-1, computer.cpus, `number of CPUs expected, 1 to ${computer.cpus}, or -1 for all`)
        .refine((count) => count !== 0, `number of CPUs expected, 1 to ${computer.cpus}, or -1 for all`)
        .optional(),
      /** Size of the disk, in MB. @default 20000 */
      diskSize: diskSize.optional(),
      /** URL or path of the boot2docker image. @default the latest release, looked up on GitHub */
      boot2dockerUrl: text.optional(),
      /** Name of a Boot2Docker VM to import. @default none */
      importBoot2dockerVm: text.optional(),
      /** Use this computer's DNS resolver. @default false */
      hostDnsResolver: z.boolean().optional(),
      /** Network card of the NAT network. @default "82540EM" */
      natNictype: nicType.optional(),
      /** Host-only network, its first address this computer's. @default "192.168.56.1/24" */
      hostonlyCidr: cidr.optional(),
      /** Network card of the host-only network. @default "82540EM" */
      hostonlyNictype: nicType.optional(),
      /** Promiscuous mode of the host-only network card. @default "deny" */
      hostonlyNicpromisc: z
        .enum(["deny", "allow-vms", "allow-all"], "deny, allow-vms or allow-all expected")
        .optional(),
      /** Switch the DHCP server of the host-only network off. @default false */
      hostonlyNoDhcp: z.boolean().optional(),
      /** Window of the machine. @default "headless" */
      uiType: z
        .enum(["headless", "gui", "sdl", "separate"], "headless, gui, sdl or separate expected")
        .optional(),
      /** Do not mount the home folder. @default false */
      noShare: z.boolean().optional(),
      /** Folder to mount in place of the home folder, "FOLDER:NAME". @default the home folder */
      shareFolder: text.optional(),
      /** Do not send DNS requests through this computer. @default false */
      noDnsProxy: z.boolean().optional(),
      /** Do not look whether the processor can virtualise. @default false */
      noVtxCheck: z.boolean().optional(),
    }),
  flags: (options) => ({ ...defaults, ...options }),
  // Its image, boot2docker, is for amd64 only.
  isAuto: ({ arch, onPath }) => arch !== "arm64" && onPath("VBoxManage") !== undefined,
  autoReason: "VBoxManage is on PATH",
  hasDockerImage: true,
  findVirtualMachines: findInVirtualBox,
});
