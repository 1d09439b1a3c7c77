import { isIP, isIPv6 } from "node:net";
import type { Node } from "./types";

/** Host of "host:port", "[v6]:port" or a bare host. */
export function hostOf(address: string): string {
  if (isIP(address)) return address;
  return address.replace(/:\d+$/, "").replace(/^\[(.*)\]$/, "$1");
}

/** 4 or 6 for an IP address, 0 for anything else: an interface or a DNS name. */
export function ipVersion(text: string): number {
  return isIP(text);
}

/** URL of a Docker Engine. @example "tcp://10.77.0.11:2376" */
export function engineUrl(address: string, port: number): string {
  return `tcp://${isIPv6(address) ? `[${address}]` : address}:${port}`;
}

/** The IP address a swarm knows a node by. Status.Addr is 0.0.0.0 on some leaders, so a manager's own comes first. */
export function nodeAddress(node: Node): string {
  return node.ManagerStatus ? hostOf(node.ManagerStatus.Addr) : node.Status.Addr;
}

/** Why an advertise, listen or data path address cannot be used; undefined if it can. */
export function addressProblem(
  address: unknown,
  allow: { readonly zero?: boolean; readonly port?: boolean },
): string | undefined {
  if (typeof address !== "string" || address.trim() === "") return `IP address or interface name expected`;
  const host = hostOf(address);
  const port = isIP(address) ? undefined : /:(\d+)$/.exec(address)?.[1];
  if (/[\s/]/.test(address) || (host.includes(":") && !isIPv6(host))) {
    return `"${address}" is not an IP address or interface name; write "10.0.0.5" or "eth1"`;
  }
  if (port !== undefined && !allow.port) return `"${address}" must have no port; write "${host}"`;
  if (port !== undefined && (Number(port) < 1 || Number(port) > 65535)) {
    return `port ${port} of "${address}" is not between 1 and 65535`;
  }
  if (/^[\d.]+$/.test(host) && !isIP(host)) return `"${host}" is not an IP address, such as "10.0.0.5"`;
  if (!allow.zero && ["0.0.0.0", "::"].includes(host)) {
    return `"${address}" must be a non-zero IP address or an interface name that other nodes can reach`;
  }
  return undefined;
}

/** An address with its port, and an IPv6 address in brackets. @example withPort("fd00::1", 2377) is "[fd00::1]:2377" */
export function withPort(address: string, port: number): string {
  const own = isIP(address) ? undefined : /:(\d+)$/.exec(address)?.[1];
  const host = hostOf(address);
  return `${isIPv6(host) ? `[${host}]` : host}:${own ?? port}`;
}
