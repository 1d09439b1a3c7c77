import { existsSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { addressAt, COMPUTER_INDEX, indexOf, type Network } from "./address";
import { prefixOf, vethName, type HostPlace, type Place } from "./paths";
import { system } from "./tools";

/** A network interface of this computer. */
export interface Link {
  readonly name: string;
  readonly alias?: string;
  readonly isUp: boolean;
  readonly addresses: readonly { readonly address: string; readonly prefix: number }[];
}

/** All network interfaces of this computer, with their IPv4 addresses. */
export async function listLinks(): Promise<Link[]> {
  const { stdout } = await system("ip", ["-4", "-json", "address", "show"]);
  const withAddresses = (JSON.parse(stdout || "[]") as IpLink[]).filter((link) => link.ifname);
  const all = JSON.parse((await system("ip", ["-json", "link", "show"])).stdout || "[]") as IpLink[];
  return all.map((link) => ({
    name: link.ifname,
    alias: link.ifalias,
    isUp: link.flags.includes("UP"),
    addresses: (withAddresses.find(({ ifname }) => ifname === link.ifname)?.addr_info ?? []).map((info) => ({
      address: info.local,
      prefix: info.prefixlen,
    })),
  }));
}

/** Whether this computer has an interface of that name. */
export function interfaceExists(name: string): boolean {
  return existsSync(`/sys/class/net/${name}`);
}

/** Names of all network interfaces of this computer. */
export function interfaceNames(): Promise<string[]> {
  return namesIn("/sys/class/net");
}

/** Gives a host, while it is off, its network: a namespace, and a cable from its eth0 to the bridge. */
export async function plugIn(
  place: Place,
  network: Network,
  host: HostPlace,
  address: string,
): Promise<void> {
  await unplug(place, host, network, address);
  const index = indexOf(network, address);
  const veth = vethName(place, index);
  const [netns, mac] = [host.unique, macAddress(place, index)];
  await ipBatch(
    [],
    [
      `netns add ${netns}`,
      `link add ${veth} type veth peer name eth0 address ${mac} netns ${netns}`,
      `link set ${veth} master ${place.bridge} up`,
    ],
  );
  await ipBatch(
    ["-netns", netns],
    [
      "link set lo up",
      `address add ${address}/${network.prefix} dev eth0`,
      "link set eth0 up",
      `route add default via ${addressAt(network, COMPUTER_INDEX)}`,
    ],
  );
}

/** Pulls a host's cable: from now on nothing it does is seen by others. */
export async function pullCable(place: Place, network: Network, address: string): Promise<void> {
  const veth = vethName(place, indexOf(network, address));
  if (interfaceExists(veth)) await system("ip", ["link", "set", veth, "down"]);
}

/** Removes the network of a host that is off. What is absent is no error. */
export async function unplug(
  place: Place,
  host: HostPlace,
  network?: Network,
  address?: string,
): Promise<void> {
  if (network && address) {
    const veth = vethName(place, indexOf(network, address));
    if (interfaceExists(veth)) await deleteLink(veth);
  }
  if (existsSync(`/run/netns/${host.unique}`)) await system("ip", ["netns", "delete", host.unique]);
}

/** Removes every cable and network namespace of a folder, whatever its files still say. */
export async function unplugAll(place: Place): Promise<void> {
  for (const name of await interfaceNames()) if (name.startsWith(prefixOf(place))) await deleteLink(name);
  for (const name of await namesIn("/run/netns"))
    if (name.startsWith(prefixOf(place))) await system("ip", ["netns", "delete", name]);
}

/** Undoes what the first `ip netns add` does to a computer, when no namespace is left. */
export async function removeNamespaceFolder(): Promise<void> {
  if (!existsSync("/run/netns") || (await namesIn("/run/netns")).length > 0) return;
  const { stdout } = await system("findmnt", ["--json", "--output", "TARGET", "--list"]);
  if (stdout.includes('"/run/netns"')) await system("umount", ["/run/netns"]);
  await system("rmdir", ["--ignore-fail-on-non-empty", "/run/netns"]);
}

interface IpLink {
  readonly ifname: string;
  readonly ifalias?: string;
  readonly flags: readonly string[];
  readonly addr_info?: readonly { readonly local: string; readonly prefixlen: number }[];
}

// One process for several steps; all values in them are names and addresses of our own making.
function ipBatch(options: readonly string[], lines: readonly string[]): Promise<unknown> {
  return system("ip", [...options, "-batch", "-"], { input: `${lines.join("\n")}\n` });
}

async function deleteLink(name: string): Promise<void> {
  try {
    await system("ip", ["link", "delete", name]);
  } catch (error) {
    // With its namespace the other end of the cable may just have gone by itself.
    if (interfaceExists(name)) throw error;
  }
}

// The same at every start, so that the other hosts and what they remember of addresses stay right.
function macAddress(place: Place, index: number): string {
  const bytes = `02${place.id}${(index % 65536).toString(16).padStart(4, "0")}`;
  return bytes.match(/../g)!.join(":");
}

async function namesIn(folder: string): Promise<string[]> {
  return readdir(folder).catch(() => []);
}
