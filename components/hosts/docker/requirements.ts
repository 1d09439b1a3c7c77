import { which } from "../../../lib/which";
import { docker, type EngineChoice, type EngineFacts } from "./engine";
import type { HostPlace } from "./place";

/** Memory that an idle host takes, in MB, and what a small service needs beside it. */
const HOST_MB = 256;

// Docker Desktop's own processes, and other containers of the person.
const RESERVE_MB = 512;

/** Why this computer cannot have hosts before any engine is asked: it has no docker CLI; undefined if it has. */
export function cliProblem(onPath: (name: string) => string | undefined = which): string | undefined {
  if (onPath("docker")) return undefined;
  return "Hosts of driver docker need the program docker, and it is not on PATH: install Docker, and start it.";
}

/**
 * Why an engine cannot have hosts, with what to do about it, in one sentence; undefined where it can.
 * @param endpoint address of the engine: "unix:///var/run/docker.sock"
 * @param hosts how many hosts it is to have
 */
export function engineProblem(facts: EngineFacts, endpoint: string, hosts: number): string | undefined {
  if (isRemote(endpoint))
    return (
      `The Docker Engine at ${endpoint} is on another computer, and its hosts' ports are on that one: choose a ` +
      "context of this computer, or use driver generic with hosts of that one."
    );
  if (facts.type !== "linux")
    return `Hosts are Linux containers, and this Docker Engine runs ${facts.type} containers: switch Docker Desktop to Linux containers.`;
  if (facts.isRootless)
    return "Hosts need a Docker Engine that runs as root, and this one is rootless: choose another docker context.";
  return memoryProblem(facts, hosts);
}

/** Whether the ports of an engine's containers are not those of this computer. */
export function isRemote(endpoint: string): boolean {
  if (endpoint.startsWith("ssh://")) return true;
  const [, host = ""] = /^(?:tcp|https?):\/\/(\[[^\]]*\]|[^:/]+)/.exec(endpoint) ?? [];
  return host !== "" && host !== "localhost" && host !== "[::1]" && !host.startsWith("127.");
}

function memoryProblem({ memoryMb, system }: EngineFacts, hosts: number): string | undefined {
  const needed = hosts * HOST_MB + RESERVE_MB;
  if (memoryMb === 0 || memoryMb >= needed) return undefined;
  const next = /desktop/i.test(system)
    ? "give Docker Desktop more (Settings, Resources)"
    : "give its computer more";
  return `${hosts === 1 ? "1 host needs" : `${hosts} hosts need`} about ${needed} MB of memory, and the Docker Engine (${system}) has ${memoryMb}: ${next}, or use fewer nodes.`;
}

// What the kernel under the engine has can only be seen there. Modules that are not loaded yet are asked for.
const LOOK = `has() { [ -e "$2" ] || modprobe -q "$1" 2>/dev/null; [ -e "$2" ] || echo "$1"; }
has ip_vs /proc/net/ip_vs
has br_netfilter /proc/sys/net/bridge/bridge-nf-call-iptables
ip link add look-vxlan type vxlan id 1 dstport 4789 dev lo 2>/dev/null && ip link delete look-vxlan || echo vxlan
grep -qw memory /sys/fs/cgroup/cgroup.controllers || echo memory
[ "$(cat /proc/sys/fs/inotify/max_user_instances)" -ge 128 ] || echo inotify`;

const NOTES: Readonly<Record<string, string>> = {
  ip_vs: "it has no IPVS (ip_vs): services need --endpoint-mode dnsrr, and the routing mesh does not work",
  vxlan: "it has no VXLAN (vxlan): overlay networks do not work across hosts",
  br_netfilter: "it has no br_netfilter: containers of one host reach each other whatever --icc says",
  memory: "its control groups do not limit memory: limits of services have no effect",
  inotify: "fs.inotify.max_user_instances is below 128: more than a few hosts do not start",
};

/** What services cannot do on the kernel under an engine, as seen in a host that runs. */
export async function kernelNotes(engine: EngineChoice, host: HostPlace): Promise<string[]> {
  const { stdout } = await docker(engine, ["exec", host.container, "/bin/sh", "-c", LOOK]);
  return stdout.split(/\s+/).flatMap((name) => (NOTES[name] ? [`the engine's kernel: ${NOTES[name]}`] : []));
}
