import { existsSync } from "node:fs";
import { chmod, mkdir, rename, rm } from "node:fs/promises";
import { replaceFile } from "../../../lib/atomic-write";
import { COMPUTER_INDEX, addressAt, type Network } from "./address";
import { claimAddress } from "./claim";
import { interfaceExists, interfaceNames, listLinks } from "./links";
import { writeId } from "./identity";
import { isHostBridge, type Place } from "./paths";
import { ensureNat, natProblem, othersForward, removeNat } from "./nat";
import { routingMeshNote } from "./requirements";
import { chooseNetwork, hasHosts, refuseCollision } from "./network-choice";
import { INOTIFY_INSTANCES, IP_FORWARD, raiseSetting, restoreSettings } from "./sysctl";
import { system } from "./tools";

// About 7 a host; with the usual limit of 128 the nineteenth host would hang half-booted.
const INOTIFY_NEEDED = 1024;

/** What a host needs to know of its network. */
export interface SharedNetwork {
  readonly network: Network;
  /** The host's address in it. */
  readonly address: string;
  /** What keeps the hosts from reaching beyond this computer; undefined if nothing does. */
  readonly isolated?: string;
  /** Whether the network was not up before. */
  readonly isNew: boolean;
}

/**
 * What all hosts of a folder share: the folder, its SSH key, the bridge, NAT, and kernel settings. Repeated, it only
 * adds what is missing, as after a reboot. Only under the computer's lock, so that a claim and a removal never cross.
 * @param wanted undefined where any will do
 * @param name of the host that gets an address
 * @throws when the network collides with another of this computer, or is not the one the folder's hosts are in
 */
export async function ensureNetwork(
  place: Place,
  wanted: Network | undefined,
  name: string,
  report: (line: string) => void,
): Promise<SharedNetwork> {
  const network = await chooseNetwork(place, wanted);
  // Before the folder: a rejected network leaves nothing behind.
  const isNew = await ensureBridge(place, network);
  await mkdir(place.hosts, { recursive: true, mode: 0o700 });
  await chmod(place.directory, 0o700);
  writeId(place.directory, place.id);
  replaceFile(place.network, `${network.text}\n`);
  await ensureKey(place);
  await raiseSetting(INOTIFY_INSTANCES, INOTIFY_NEEDED);
  const note = routingMeshNote();
  if (isNew && note) report(note);
  const isolated = await natProblem();
  // The rules first: a computer that already forwards must not let others in, even while it has no network itself.
  await ensureNat(place, network);
  if (isolated === undefined) await raiseSetting(IP_FORWARD, 1);
  else if (isNew) report(`the hosts in ${network.text} do not reach beyond this computer: ${isolated}`);
  return { network, address: await claimAddress(place, network, name), isolated, isNew };
}

/** Removes what the hosts of a folder share, when the last of them is gone. Only under the computer's lock. */
export async function removeNetwork(place: Place): Promise<void> {
  if (interfaceExists(place.bridge)) {
    await removeNat(place);
    await system("ip", ["link", "delete", place.bridge]);
  }
  if ((await interfaceNames()).some(isHostBridge)) return;
  // A Docker Engine that was started meanwhile found forwarding on, and needs it.
  await restoreSettings((await othersForward()) ? [IP_FORWARD] : []);
}

/** Creates the bridge, or completes an unfinished one; returns whether there was anything to do. */
async function ensureBridge(place: Place, network: Network): Promise<boolean> {
  const links = await listLinks();
  const bridge = links.find((link) => link.name === place.bridge);
  const address = addressAt(network, COMPUTER_INDEX);
  if (
    bridge?.isUp &&
    bridge.addresses.some((own) => own.address === address && own.prefix === network.prefix)
  )
    return false;
  await refuseCollision(network, place.bridge, (await hasHosts(place)) ? place.directory : undefined);
  if (!bridge) await system("ip", ["link", "add", place.bridge, "type", "bridge"]);
  // So that a person who lists the computer's interfaces knows whose it is.
  await system("ip", [
    "link",
    "set",
    place.bridge,
    "alias",
    `local hosts of ${place.directory}`.slice(0, 250),
  ]);
  await system("ip", ["address", "flush", "dev", place.bridge]);
  await system("ip", ["address", "add", `${address}/${network.prefix}`, "dev", place.bridge]);
  await system("ip", ["link", "set", place.bridge, "up"]);
  return true;
}

async function ensureKey(place: Place): Promise<void> {
  if (existsSync(place.key) && existsSync(`${place.key}.pub`)) return;
  const draft = `${place.key}.draft`;
  for (const path of [draft, `${draft}.pub`]) await rm(path, { force: true });
  await system("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", place.bridge, "-f", draft]);
  await rename(`${draft}.pub`, `${place.key}.pub`);
  await rename(draft, place.key);
}
