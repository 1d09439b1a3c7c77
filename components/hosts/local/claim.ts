import { mkdir, readdir, readlink, rm, symlink } from "node:fs/promises";
import { join } from "node:path";
import { addressAt, checkCapacity, hostRange, type Network } from "./address";
import type { Place } from "./paths";

/**
 * The address of a host: the one it has; else the one its number asks for ("node1" the first, "node3" the third), so
 * that hosts created at once do not race for addresses; else the lowest free one. It is the host's own from now on. Safe beside
 * other processes: a claim is a symbolic link from address to name, which appears atomically.
 * @throws when the network is full
 */
export async function claimAddress(place: Place, network: Network, name: string): Promise<string> {
  await mkdir(place.addresses, { recursive: true, mode: 0o700 });
  const claims = await listClaims(place);
  const own = [...claims].find(([, owner]) => owner === name);
  if (own) return own[0];
  for (const index of candidates(network, name)) {
    const address = addressAt(network, index);
    if (!claims.has(address) && (await claim(place, address, name))) return address;
  }
  checkCapacity(network, claims.size + 1);
  throw new Error(
    `No address is free in ${network.text} for host "${name}": ${place.addresses} lists which host has which`,
  );
}

/** The address a host has; undefined if it has none. */
export async function claimedAddress(place: Place, name: string): Promise<string | undefined> {
  return [...(await listClaims(place))].find(([, owner]) => owner === name)?.[0];
}

/** Releases a host's address. */
export async function releaseAddress(place: Place, name: string): Promise<void> {
  for (const [address, owner] of await listClaims(place))
    if (owner === name) await rm(join(place.addresses, address), { force: true });
}

/** All addresses in use in a folder, with the names of their hosts. */
export async function listClaims(place: Place): Promise<Map<string, string>> {
  const addresses = await readdir(place.addresses).catch(() => []);
  const claims = await Promise.all(
    addresses.map(async (address) => {
      // One released meanwhile does not count.
      const owner = await readlink(join(place.addresses, address)).catch(() => undefined);
      return owner === undefined ? [] : [[address, owner] as const];
    }),
  );
  return new Map(claims.flat());
}

function* candidates(network: Network, name: string): Iterable<number> {
  const { first, last } = hostRange(network);
  const asked = first + Number(/\d+$/.exec(name)?.[0] ?? 0) - 1;
  if (asked >= first && asked <= last) yield asked;
  for (let index = first; index <= last; index++) yield index;
}

async function claim(place: Place, address: string, name: string): Promise<boolean> {
  try {
    await symlink(name, join(place.addresses, address));
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}
