import { formatAddress, overlap, parseAddress, parseCidr, sizeOf, type Ipv4Network } from "../../../lib/ipv4";

/** The IPv4 network of the hosts of one folder. */
export interface Network extends Ipv4Network {
  /** As written: "10.77.0.0/24". */
  readonly text: string;
}

/** A destination this computer already has, as `ip -json route` and `ip -json addr` tell it. */
export interface TakenNetwork {
  /** "172.17.0.0/16", or a bare address. */
  readonly text: string;
  /** Interface that has it. */
  readonly device: string;
}

/** Index of this computer's own address on the bridge. */
export const COMPUTER_INDEX = 1;

/**
 * Reads the setting localNetwork.
 * @param text "auto", or a network as {@link parseNetwork} reads it
 * @returns undefined for "auto": the first host of a folder chooses one that is free
 * @throws as parseNetwork does
 */
export function wantedNetwork(text: string): Network | undefined {
  return text === "auto" ? undefined : parseNetwork(text);
}

/**
 * Reads the network of hosts, as the setting localNetwork or a driver's own option has it.
 * @param text an IPv4 network in CIDR notation with 8 to 30 bits: "10.77.0.0/24"
 * @throws when it is none, or none that hosts can use: says what would be right
 */
export function parseNetwork(text: string): Network {
  const problem = networkProblem(text);
  if (problem) throw new Error(`localNetwork ${JSON.stringify(text)} ${problem}`);
  return { text, ...parseCidr(text)! };
}

/** Why hosts cannot have a network, as the end of a sentence that names the setting and its value. */
export function networkProblem(text: string): string | undefined {
  const example = 'write an IPv4 network like "10.77.0.0/24"';
  const network = parseCidr(text);
  if (!network) return `is not a network: ${example}, or "auto"`;
  const { base, prefix } = network;
  if (prefix < 8 || prefix > 30) return `has a prefix of ${prefix} bits, but hosts need 8 to 30: ${example}`;
  if (base !== parseAddress(text.split("/")[0]))
    return `is an address in a network: write "${formatAddress(base)}/${prefix}"`;
  const first = Math.floor(base / 2 ** 24);
  if (first === 0 || first === 127 || first >= 224 || Math.floor(base / 2 ** 16) === 169 * 256 + 254)
    return `is reserved and no host can have an address in it: ${example}`;
  return undefined;
}

/** The network that "auto" takes where nothing collides with it, else the next free one of its size. */
export const firstNetwork = parseNetwork("10.77.0.0/24");

/** The address with a number in a network: 1 is this computer's, on the bridge. */
export function addressAt(network: Network, index: number): string {
  return formatAddress(network.base + index);
}

/** The number of an address in a network. */
export function indexOf(network: Network, address: string): number {
  return (parseAddress(address) ?? 0) - network.base;
}

/** First and last number that a host may have: from 11 on, so that a person can use some; in tiny networks from 2 on. */
export function hostRange(network: Network): { readonly first: number; readonly last: number } {
  const size = sizeOf(network.prefix);
  return { first: size > 16 ? 11 : 2, last: size - 2 };
}

/**
 * Checks that a network has an address for each host.
 * @param setting what the network was set by
 * @throws when it has fewer
 */
export function checkCapacity(network: Network, hosts: number, setting = "localNetwork"): void {
  const { first, last } = hostRange(network);
  const room = last - first + 1;
  if (room < hosts)
    throw new Error(
      `${setting} "${network.text}" has room for ${room} hosts, and ${hosts} are wanted: ` +
        `take a larger one, for example "${largerNetwork(network, hosts)}"`,
    );
}

/**
 * What a network collides with on this computer. Default routes, also those in two halves, collide with nothing.
 * @returns the first destination that shares an address with it; undefined if there is none
 */
export function findCollision(network: Network, taken: readonly TakenNetwork[]): TakenNetwork | undefined {
  return taken.find(({ text }) => {
    const other = parseCidr(text.includes("/") ? text : `${text}/32`);
    return other !== undefined && other.prefix > 1 && overlap(network, other);
  });
}

/** The first network of the same size, or smaller, among the private ones that collides with nothing. */
export function freeNetwork(network: Network, taken: readonly TakenNetwork[]): string | undefined {
  const prefix = Math.max(network.prefix, 16);
  const range = (start: number, end: number) =>
    Array.from({ length: end - start }, (_, index) => start + index);
  const blocks = [
    ...range(77, 255).map((byte) => `10.${byte}`),
    ...range(18, 32).map((byte) => `172.${byte}`),
  ];
  const candidates = [...blocks, "192.168"].map((block) => parseNetwork(`${block}.0.0/${prefix}`));
  return candidates.find((candidate) => !findCollision(candidate, taken))?.text;
}

function largerNetwork(network: Network, hosts: number): string {
  let prefix = network.prefix;
  while (prefix > 8 && hostRoom(prefix) < hosts) prefix--;
  return `${formatAddress(network.base - (network.base % sizeOf(prefix)))}/${prefix}`;
}

function hostRoom(prefix: number): number {
  const { first, last } = hostRange({ text: "", base: 0, prefix });
  return last - first + 1;
}
