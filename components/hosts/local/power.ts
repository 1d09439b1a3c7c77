import { destroyCgroup } from "./cgroup";
import { claimedAddress } from "./claim";
import { pullCable, unplug } from "./links";
import type { HostPlace, Place } from "./paths";
import { readNetwork } from "./network-choice";

/**
 * A power cut, for who holds the host's lock: first the cable, so that nothing tells the others, then everything in the
 * host at once. Nothing but its disk and its address is left.
 */
export async function powerOff(place: Place, host: HostPlace): Promise<void> {
  const network = await readNetwork(place);
  const address = await claimedAddress(place, host.name);
  if (network && address) await pullCable(place, network, address);
  await destroyCgroup(host.unique);
  await unplug(place, host, network, address);
}
