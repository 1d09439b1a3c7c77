import { readFile } from "node:fs/promises";
import {
  findCollision,
  firstNetwork,
  freeNetwork,
  parseNetwork,
  type Network,
  type TakenNetwork,
} from "./address";
import { baseUsers } from "./base";
import { listClaims } from "./claim";
import { listLinks } from "./links";
import { placeOf, type Place } from "./paths";
import { system } from "./tools";

/**
 * The network of a folder's hosts: the one they are in; before the first host the wanted one, or else a free one. Only under the computer's lock, until its bridge exists: two folders must not choose the same.
 * @param wanted undefined lets it choose
 * @throws when the folder's hosts are in another than the wanted one, or none is free
 */
export async function chooseNetwork(place: Place, wanted: Network | undefined): Promise<Network> {
  const recorded = (await hasHosts(place)) ? await readNetwork(place) : undefined;
  if (recorded && wanted && wanted.text !== recorded.text)
    throw new Error(
      `The hosts in ${place.directory} are in network ${recorded.text}, and ${wanted.text} is wanted: ` +
        "remove them first (pulumi destroy), or set localNetwork back.",
    );
  return (
    recorded ??
    wanted ??
    freeAutomaticNetwork([...(await takenNetworks(place.bridge)), ...(await reserved(place))])
  );
}

/** The network that the hosts of a folder are in; undefined before the first. */
export async function readNetwork(place: Place): Promise<Network | undefined> {
  const text = (await readFile(place.network, "utf8").catch(() => "")).trim();
  return text ? parseNetwork(text) : undefined;
}

/** Whether a folder has hosts, running or not. */
export async function hasHosts(place: Place): Promise<boolean> {
  return (await listClaims(place)).size > 0;
}

/**
 * The first free network of the automatic ones.
 * @throws when all are taken
 */
export function freeAutomaticNetwork(taken: readonly TakenNetwork[]): Network {
  const free = freeNetwork(firstNetwork, taken);
  if (free) return parseNetwork(free);
  throw new Error(
    "This computer has addresses in, or routes to, all private networks, so none is free for local hosts: " +
      `set localNetwork to one that may be used, for example "${firstNetwork.text}".`,
  );
}

/**
 * Checks that a network is free on this computer.
 * @param except device that has the network already, or is to have it
 * @param hosts folder of the hosts that are in it already; undefined where there are none, and any other will do
 * @throws when it collides with another: names it, whose it is, and a network that is free
 */
export async function refuseCollision(network: Network, except: string, hosts?: string): Promise<void> {
  const taken = await takenNetworks(except);
  const collision = findCollision(network, taken);
  if (!collision) return;
  const owner = (await listLinks()).find((link) => link.name === collision.device)?.alias;
  const free = freeNetwork(network, taken);
  const next = hosts
    ? `free it there, or remove the hosts in ${hosts} (pulumi destroy) and create them in another network`
    : `set localNetwork to "auto", or to a free one${free ? `, for example "${free}"` : ""}`;
  throw new Error(
    `The network ${network.text} for local hosts collides with ${collision.text} on ${collision.device}` +
      `${owner ? ` (${owner})` : ""}: ${next}.`,
  );
}

/** What this computer has addresses in or routes to, other than through one device. */
async function takenNetworks(except: string): Promise<TakenNetwork[]> {
  const { stdout } = await system("ip", ["-4", "-json", "route", "show", "table", "all"]);
  const routes = JSON.parse(stdout || "[]") as { dst: string; dev?: string; nexthops?: { dev?: string }[] }[];
  const taken = routes.map((route) => ({
    text: route.dst,
    device: route.dev ?? route.nexthops?.[0]?.dev ?? "no interface",
  }));
  const addresses = (await listLinks()).flatMap((link) =>
    link.addresses.map(({ address, prefix }) => ({ text: `${address}/${prefix}`, device: link.name })),
  );
  // Whole networks first: they tell a person more than the single addresses in them.
  return [...taken.filter(({ text }) => text.includes("/")), ...addresses, ...taken].filter(
    ({ device }) => device !== except,
  );
}

/** The networks of other folders' hosts: after a reboot they have no bridge yet, but will want it again. */
async function reserved(place: Place): Promise<TakenNetwork[]> {
  const folders = baseUsers().filter((folder) => folder !== place.directory);
  const networks = await Promise.all(
    // A folder that cannot be read must not keep this one from having hosts.
    folders.map(
      async (folder) => [folder, await readNetwork(placeOf(folder)).catch(() => undefined)] as const,
    ),
  );
  return networks.flatMap(([folder, network]) =>
    network ? [{ text: network.text, device: `the hosts in ${folder}` }] : [],
  );
}
