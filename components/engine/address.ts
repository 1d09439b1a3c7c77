import { isIP, isIPv6 } from "node:net";

/** Host of "host:port", "[v6]:port" or a bare host. */
export function hostOf(address: string): string {
  if (isIP(address)) return address;
  return address.replace(/:\d+$/, "").replace(/^\[(.*)\]$/, "$1");
}

/** Why an advertise, listen or data path address cannot be used; undefined if it can. */
export function addressFault(
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
