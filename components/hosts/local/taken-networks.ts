import { findCollision, freeNetwork, type Network, type TakenNetwork } from "./address";
import { listLinks } from "./links";
import { system } from "./tools";

/** What this computer has addresses in or routes to, other than through one device. */
export async function takenNetworks(except: string): Promise<TakenNetwork[]> {
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
    ? `free it there, or remove the hosts in ${hosts} (pulumi destroy) and make them anew in another network`
    : `set localNetwork to "auto", or to a free one${free ? `, for example "${free}"` : ""}`;
  throw new Error(
    `The network ${network.text} for local hosts collides with ${collision.text} on ${collision.device}` +
      `${owner ? ` (${owner})` : ""}: ${next}.`,
  );
}
