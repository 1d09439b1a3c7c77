import { withLock } from "../../../lib/lock";
import type { HostName } from "../host";
import { firstRunning } from "./inventory";
import { ensureNat, missingRules } from "./nat";
import { readNetwork } from "./network-choice";
import { computerLock, placeOf } from "./paths";

/**
 * What is missing of the firewall's rules of a folder's hosts, as after `iptables -F` or a firewall's reload; undefined
 * where nothing is. Said for the first running host of the folder alone, since all share the rules.
 */
export async function shieldProblem({ directory, name }: HostName): Promise<string | undefined> {
  const place = placeOf(directory);
  // Asked of each host in a refresh: looking at all of them each time would grow with the square of their number.
  if ((await firstRunning(place)) !== name) return undefined;
  const network = await readNetwork(place);
  if (!network) return undefined;
  const missing = await missingRules(place, network);
  if (missing === 0) return undefined;
  return (
    `${missing} of the firewall's rules for ${network.text} ${missing === 1 ? "is" : "are"} gone, as after a flush or a ` +
    "reload: its hosts do not reach out, or others reach them"
  );
}

/** Adds them again. */
export async function repairShield({ directory }: HostName): Promise<void> {
  const place = placeOf(directory);
  const network = await readNetwork(place);
  if (network) await withLock(computerLock, "the network of local hosts", () => ensureNat(place, network));
}
