import { readFile } from "node:fs/promises";
import { firstNetwork, freeNetwork, parseNetwork, type Network, type TakenNetwork } from "./address";
import { baseUsers } from "./base";
import { listClaims } from "./claim";
import { placeOf, type Place } from "./paths";
import { takenNetworks } from "./taken-networks";

/**
 * The network of a folder's hosts: the one they are in; before the first of them the one that is wanted, else one that
 * is free. Only under the computer's lock, until its bridge is there: two folders must not choose the same.
 * @param wanted undefined leaves the choice
 * @throws when the folder's hosts are in another than the wanted one, or none is free
 */
export async function settleNetwork(place: Place, wanted: Network | undefined): Promise<Network> {
  const recorded = (await hasHosts(place)) ? await readNetwork(place) : undefined;
  if (recorded && wanted && wanted.text !== recorded.text)
    throw new Error(
      `The hosts in ${place.directory} are in network ${recorded.text}, and ${wanted.text} is wanted: ` +
        "remove them first (pulumi destroy), or set localNetwork back.",
    );
  return (
    recorded ?? wanted ?? chooseNetwork([...(await takenNetworks(place.bridge)), ...(await reserved(place))])
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
export function chooseNetwork(taken: readonly TakenNetwork[]): Network {
  const free = freeNetwork(firstNetwork, taken);
  if (free) return parseNetwork(free);
  throw new Error(
    "This computer has addresses in, or routes to, all private networks, so none is free for local hosts: " +
      `set localNetwork to one that may be used, for example "${firstNetwork.text}".`,
  );
}

/** The networks of other folders' hosts: after a reboot they have no bridge yet, but will want it again. */
async function reserved(place: Place): Promise<TakenNetwork[]> {
  const folders = (await baseUsers()).filter((folder) => folder !== place.directory);
  const networks = await Promise.all(
    // What another folder holds, readable or not, must not keep this one from having hosts.
    folders.map(
      async (folder) => [folder, await readNetwork(placeOf(folder)).catch(() => undefined)] as const,
    ),
  );
  return networks.flatMap(([folder, network]) =>
    network ? [{ text: network.text, device: `the hosts in ${folder}` }] : [],
  );
}
