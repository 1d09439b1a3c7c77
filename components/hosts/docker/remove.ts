import { existsSync } from "node:fs";
import { readdir, rm, rmdir } from "node:fs/promises";
import { withLock } from "../../../lib/lock";
import type { HostName, Report } from "../host";
import { removeCgroupCommand } from "./boot";
import { docker, engineFacts, findEngine, type EngineChoice } from "./engine";
import { listImages } from "./image";
import { enginesOf, labelledHosts } from "./inventory";
import { networkIds } from "./network";
import { listNotes, readNote, removeNote } from "./notes";
import { hostPlace, ownFilter, placeOf, type HostPlace, type Place } from "./place";
import { grantableRights } from "./rights";
import type { DockerHostSpec } from "./spec";

/**
 * Removes a host with its disk; with the last one of its folder go the network, the key and the folder. What does not
 * exist is no error.
 * @throws when the engine does not answer: nothing is forgotten then
 */
export async function removeDockerHost(
  spec: HostName & Pick<DockerHostSpec, "options">,
  report: Report,
): Promise<void> {
  const place = placeOf(spec.directory);
  const host = hostPlace(place, spec.name);
  const engine = (await readNote(host))?.engine ?? (await findEngine(spec.options?.context));
  await removeHost(engine, place, host, report);
  await removeShared([engine], place, report);
}

/**
 * Removes all hosts of a folder and what they share, and nothing else: all that carries the cluster's label in the
 * engines of its notes, or in the current one where there are none. A folder that does not exist has no hosts.
 * @throws when an engine does not answer
 */
export async function removeAllDockerHosts(directory: string, report: Report): Promise<void> {
  const place = placeOf(directory);
  if (!existsSync(place.directory)) return;
  const notes = [...(await listNotes(place)).values()];
  const noted = enginesOf(notes.map(({ engine }) => engine));
  const engines = noted.length > 0 ? noted : [await findEngine(undefined)];
  for (const engine of engines) {
    const hosts = await labelledHosts(engine, place);
    await Promise.all(hosts.map((host) => removeHost(engine, place, host, report)));
  }
  for (const name of (await listNotes(place)).keys()) await removeNote(hostPlace(place, name));
  await removeShared(engines, place, report);
}

async function removeHost(
  engine: EngineChoice,
  place: Place,
  host: HostPlace,
  report: Report,
): Promise<void> {
  await withLock(host.lock, `the host "${host.name}"`, async () => {
    const containers = await idsOf(engine, ["ps", "--all", "--quiet", "--no-trunc"], place, host);
    const volumes = await idsOf(engine, ["volume", "ls", "--quiet"], place, host);
    const image = await someImage(engine, containers);
    if (containers.length > 0) await docker(engine, ["container", "rm", "--force", ...containers]);
    if (volumes.length > 0) await docker(engine, ["volume", "rm", "--force", ...volumes]);
    if (image && containers.length + volumes.length > 0) await removeCgroup(engine, host, image);
    await removeNote(host);
    if (containers.length + volumes.length > 0) report(`${host.name}: removed`);
  });
}

/** Removes what the hosts of a folder share, once none is left. */
async function removeShared(engines: readonly EngineChoice[], place: Place, report: Report): Promise<void> {
  await withLock(place.lock, `the hosts in ${place.directory}`, async () => {
    for (const engine of engines) {
      if ((await labelledHosts(engine, place)).length > 0) return;
      const networks = await networkIds(engine, place);
      if (networks.length > 0) await docker(engine, ["network", "rm", ...networks]);
    }
    if ((await listNotes(place)).size > 0) return;
    const wasThere = existsSync(place.directory);
    for (const file of [place.key, `${place.key}.pub`]) await rm(file, { force: true });
    if (wasThere && (await readdir(place.directory)).length === 0) await rmdir(place.directory);
    if (wasThere) report(`the last host is gone, and with it ${place.network} and ${place.directory}`);
  });
}

/** What a host leaves in the engine's tree where control groups have version 1. */
async function removeCgroup(engine: EngineChoice, host: HostPlace, image: string): Promise<void> {
  if ((await engineFacts(engine)).cgroupVersion !== 1) return;
  const [program = "", ...args] = removeCgroupCommand(host.container);
  const rights = await grantableRights(engine, image);
  const apart = ["--security-opt", "seccomp=unconfined", "--security-opt", "apparmor=unconfined"];
  const container = ["run", "--rm", "--network", "none", ...rights, ...apart, "--entrypoint", program, image];
  await docker(engine, [...container, ...args]);
}

/** An image to look at the engine's computer with: that of a host, else one of this project that is still there. */
async function someImage(engine: EngineChoice, containers: readonly string[]): Promise<string | undefined> {
  if (containers.length === 0) return (await listImages(engine))[0];
  const inspect = ["container", "inspect", "--format", "{{.Image}}", containers[0]!];
  return (await docker(engine, inspect)).stdout.trim();
}

async function idsOf(
  engine: EngineChoice,
  list: readonly string[],
  place: Place,
  host: HostPlace,
): Promise<string[]> {
  const { stdout } = await docker(engine, [...list, ...ownFilter(place, host)]);
  return stdout.split(/\s+/).filter(Boolean);
}
