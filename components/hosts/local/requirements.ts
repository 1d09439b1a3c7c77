import { existsSync, readFileSync, statfsSync } from "node:fs";
import { release } from "node:os";
import { dirname, join } from "node:path";
import { gunzipSync } from "node:zlib";
import { findCgroupMount } from "./cgroup";
import { baseFolder } from "./registry";
import { findTool } from "./tools";

/**
 * Why this computer cannot have local hosts, with what to do about it, in one sentence; undefined if it can. Cheap, and
 * changes nothing.
 * @param directory the folder the hosts shall lie in, if it is known already
 */
export function localHostProblem(directory?: string): string | undefined {
  return (
    rightsProblem() ?? toolProblem() ?? kernelProblem() ?? (directory && diskProblem(directory)) ?? undefined
  );
}

/** Why this process cannot touch local hosts; undefined if it can. */
export function rightsProblem(
  platform: string = process.platform,
  userId = process.getuid?.(),
  status = () => readFileSync("/proc/self/status", "utf8"),
): string | undefined {
  if (platform !== "linux")
    return `Local hosts need Linux, and this is ${platform}: set driver to one that works here, such as virtualbox or hyperv.`;
  if (userId !== 0)
    // Plain sudo does not find a Node.js that lies in the person's home, as nvm's does.
    return 'Local hosts need root: run the same command with sudo env "PATH=$PATH" before it, or set driver to one that needs no root, such as virtualbox.';
  const lacking = lackingRights(status());
  if (lacking.length === 0) return undefined;
  return (
    `Local hosts need all rights of root, and this process lacks ${lacking.join(" and ")}, as in a container: ` +
    "run on the computer itself, or in a container started with --privileged."
  );
}

/** Bits of the rights that hosts cannot do without (man 7 capabilities). */
const RIGHTS: Readonly<Record<string, bigint>> = { CAP_NET_ADMIN: 12n, CAP_SYS_ADMIN: 21n };

function lackingRights(status: string): string[] {
  const effective = BigInt(`0x${/^CapEff:\s*([0-9a-f]+)/m.exec(status)?.[1] ?? "0"}`);
  return Object.keys(RIGHTS).filter((name) => ((effective >> RIGHTS[name]!) & 1n) === 0n);
}

/** Debian package of each tool. */
const TOOLS: Readonly<Record<string, string>> = {
  "systemd-nspawn": "systemd-container",
  ip: "iproute2",
  "ssh-keygen": "openssh-client",
  unshare: "util-linux",
  mount: "mount",
  debootstrap: "debootstrap",
};

const KEYRINGS = ["gpg", "pgp"].map((suffix) => `/usr/share/keyrings/debian-archive-keyring.${suffix}`);

/** What is not installed; debootstrap and Debian's keys only count until the base exists. */
export function toolProblem(
  isInstalled: (tool: string) => boolean = (tool) => findTool(tool) !== undefined,
  baseIsMade = existsSync(baseFolder()),
  hasKeyring = KEYRINGS.some(existsSync),
): string | undefined {
  const missing = Object.keys(TOOLS).filter(
    (tool) => !isInstalled(tool) && !(baseIsMade && tool === "debootstrap"),
  );
  const packages = missing.map((tool) => TOOLS[tool]);
  if (!baseIsMade && !hasKeyring) {
    missing.push("the keys of the Debian archive");
    packages.push("debian-archive-keyring");
  }
  if (missing.length === 0) return undefined;
  return `Local hosts need ${missing.join(", ")}: install the packages (on Debian and Ubuntu: apt-get install ${packages.join(" ")}) and run again.`;
}

/** Kernel features that hosts and the overlay networks among them cannot do without. */
const FEATURES: Readonly<Record<string, string>> = {
  overlay: "CONFIG_OVERLAY_FS",
  bridge: "CONFIG_BRIDGE",
  veth: "CONFIG_VETH",
  vxlan: "CONFIG_VXLAN",
};

function kernelProblem(): string | undefined {
  const missing = Object.keys(FEATURES).filter((name) => !mayHaveFeature(name, FEATURES[name]!));
  if (!findCgroupMount()) missing.push("cgroup2 (not mounted)");
  if (missing.length === 0) return undefined;
  return `Local hosts need kernel features that are missing here: ${missing.join(", ")}; use another kernel, or another driver.`;
}

/**
 * A note on what services cannot do on this kernel; undefined where all works. Without IPVS, containers cannot use the
 * virtual address of a service, nor the ports it publishes to the whole swarm.
 */
export function routingMeshNote(): string | undefined {
  if (mayHaveFeature("ip_vs", "CONFIG_IP_VS")) return undefined;
  return "this kernel has no IPVS (ip_vs): services need --endpoint-mode dnsrr, and the routing mesh does not work";
}

/** Whether the kernel has a feature, built in or as a module, or nothing here tells. */
function mayHaveFeature(name: string, option: string): boolean {
  if (existsSync(`/sys/module/${name}`)) return true;
  const modules = join("/lib/modules", release());
  const lists = ["modules.builtin", "modules.dep"].map((list) => readText(join(modules, list)));
  if (lists.some((list) => list.includes(`/${name}.ko`))) return true;
  const config = readKernelConfig();
  if (config) return new RegExp(`^${option}=[ym]`, "m").test(config);
  return lists.every((list) => list === "");
}

function readKernelConfig(): string {
  try {
    return gunzipSync(readFileSync("/proc/config.gz")).toString("latin1");
  } catch {
    return readText(`/boot/config-${release()}`);
  }
}

const OVERLAYFS_MAGIC = 0x794c7630;

function diskProblem(directory: string): string | undefined {
  let folder = directory;
  while (!existsSync(folder)) folder = dirname(folder);
  if (statfsSync(folder).type !== OVERLAYFS_MAGIC) return undefined;
  return `Local hosts need a disk, and ${directory} lies on an overlay file system, as in a container: mount a volume there.`;
}

function readText(path: string): string {
  try {
    return readFileSync(path, "latin1");
  } catch {
    return "";
  }
}
