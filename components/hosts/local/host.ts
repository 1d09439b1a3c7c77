import { existsSync } from "node:fs";
import { withLock } from "../../../lib/lock";
import { wantedNetwork, type Network } from "./address";
import { ensureBase } from "./base";
import { destroyCgroup } from "./cgroup";
import { claimedAddress } from "./claim";
import { startContainer } from "./container";
import { ensureDisk, hasDisk, refreshDisk, usableNameServers } from "./disk";
import { listLocalHosts, stateOf } from "./inventory";
import { plugIn } from "./links";
import { copyProblem, idFile, newIdOf, writeId } from "./identity";
import { computerLock, hostPlace, placeOf, type HostPlace, type Place } from "./paths";
import { baseFolder, register } from "./registry";
import { ensureNetwork } from "./network";
import { localHostProblem } from "./requirements";
import { waitReady } from "./ready";
import { readNetwork } from "./network-choice";
import type { HostAccess, HostSpec, Report } from "../host";

/**
 * Makes sure that a host runs and that docker-machine can provision it: creates a missing one, starts one that is off
 * (after a power cut, or a reboot of the computer) with its disk and its address, leaves one that runs alone.
 * @param report gets a line for each step that takes time
 * @throws when this computer cannot have hosts, the network collides, or the host is not ready within 3 minutes
 */
export async function ensureLocalHost(spec: HostSpec, report: Report): Promise<HostAccess> {
  const wanted = wantedNetwork(spec.network);
  const { directory } = placeOf(spec.directory);
  // Before the first lock: without root there would be none.
  const problem = localHostProblem(directory) ?? copyProblem(directory);
  if (problem) throw new Error(problem);
  const place = await placeFor(directory);
  const host = hostPlace(place, spec.name);
  return withLock(host.lock, `the local host "${host.name}"`, async () => {
    const address = (await runningAddress(place, host, wanted)) ?? (await start(place, host, wanted, report));
    return { address, sshUser: "root", sshPort: 22, sshKeyPath: place.key };
  });
}

/**
 * Starts the hosts of a folder that are off, all at once: after a reboot of the computer all of them are.
 * @throws as ensureLocalHost does, after every host was tried: with the message of each one that did not start
 */
export async function startLocalHosts(directory: string, report: Report): Promise<void> {
  const specs = (await listLocalHosts(directory)).map(({ name }) => ({ name, directory, network: "auto" }));
  const results = await Promise.allSettled(specs.map((spec) => ensureLocalHost(spec, report)));
  const failures = results.flatMap((result) =>
    result.status === "rejected" ? [result.reason as Error] : [],
  );
  if (failures.length > 0) throw new Error(failures.map((failure) => failure.message).join("\n"));
}

/**
 * The place of a folder that is to get a host. A new id is chosen under the computer's lock: the first hosts of a folder
 * start at once, and while one of them creates the bridge its owner cannot be told.
 */
async function placeFor(directory: string): Promise<Place> {
  if (existsSync(idFile(directory))) return placeOf(directory);
  return withLock(computerLock, "the network of local hosts", () =>
    Promise.resolve(placeOf(directory, newIdOf)),
  );
}

/** The address of a host that runs in the wanted network and answers; undefined if there is anything to do. */
async function runningAddress(
  place: Place,
  host: HostPlace,
  wanted: Network | undefined,
): Promise<string | undefined> {
  const network = await readNetwork(place);
  if (!network || (wanted && wanted.text !== network.text)) return undefined;
  if ((await stateOf(host)) !== "running") return undefined;
  const address = await claimedAddress(place, host.name);
  if (!address) return undefined;
  await waitReady(host, address, () => undefined);
  // At first sight of a folder of version 0.1.0, and after a move.
  writeId(place.directory, place.id);
  register(place.id, place.directory);
  return address;
}

async function start(
  place: Place,
  host: HostPlace,
  wanted: Network | undefined,
  report: Report,
): Promise<string> {
  const base = hasDisk(host) ? baseFolder() : await ensureBase(report);
  const began = Date.now();
  const { network, address, isolated, isNew } = await withLock(
    computerLock,
    "the network of local hosts",
    async () => {
      const shared = await ensureNetwork(place, wanted, host.name, report);
      register(place.id, place.directory);
      return shared;
    },
  );
  const others = isNew ? startOthers(place, host, report) : undefined;
  await destroyCgroup(host.unique);
  await ensureDisk(place, host, base);
  await refreshDisk(place, host, isolated === undefined ? await usableNameServers() : []);
  await plugIn(place, network, host, address);
  await startContainer(host);
  const version = await waitReady(host, address, report);
  await others;
  const seconds = ((Date.now() - began) / 1000).toFixed(1);
  report(`${host.name}: up at ${address} after ${seconds} s, Docker Engine ${version}`);
  return address;
}

/**
 * Starts the other hosts of a folder whose network had gone, as after a reboot. They must come back together: managers
 * of a swarm that are started one by one, each waited for, never have a quorum. One that does not start is no error of
 * this host.
 */
async function startOthers(place: Place, host: HostPlace, report: Report): Promise<void> {
  const hosts = await listLocalHosts(place.directory);
  const others = hosts.filter(({ name, state }) => name !== host.name && state === "stopped");
  const specs = others.map(({ name }) => ({ name, directory: place.directory, network: "auto" }));
  await Promise.allSettled(specs.map((spec) => ensureLocalHost(spec, report)));
}
