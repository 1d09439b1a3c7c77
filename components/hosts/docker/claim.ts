import { mkdir, rename, rm } from "node:fs/promises";
import { existsSync } from "node:fs";
import { runOrThrow } from "../../../lib/run";
import {
  addressAt,
  checkCapacity,
  hostRange,
  parseNetwork,
  wantedNetwork,
  type Network,
} from "../local/address";
import { docker, type EngineChoice } from "./engine";
import { ensureNetwork } from "./network";
import { listNotes, writeNote, type HostNote } from "./notes";
import { PORTS_LABEL, type HostPlace, type Place } from "./place";
import { choosePorts } from "./ports";
import { grantableRights } from "./rights";

/**
 * What a host is given once, and the network and key that all hosts of a folder share. Only under the folder's lock:
 * two hosts must not choose the same.
 * @param network as configured: "auto" or an IPv4 network
 * @param image any image with `cat`, to look at the engine's computer
 * @throws when no network, address or port is free
 */
export async function claim(
  engine: EngineChoice,
  place: Place,
  host: HostPlace,
  network: string,
  image: string,
): Promise<HostNote> {
  // First of all, so that a run that is killed later leaves a folder that tells of it.
  await mkdir(place.directory, { recursive: true, mode: 0o700 });
  const notes = await listNotes(place);
  const siblings = [...notes.values()].filter((note) => isSame(note.engine, engine));
  const recorded = siblings[0] && parseNetwork(siblings[0].network);
  const own = await ensureNetwork(engine, place, wantedNetwork(network), recorded);
  await ensureKey(place);
  const existing = notes.get(host.name);
  if (existing && isSame(existing.engine, engine)) return existing;
  const taken = new Set(siblings.map(({ address }) => address));
  const ports = await choosePorts(2, new Set([...notedPorts(notes), ...(await enginePorts(engine))]));
  const note = {
    engine,
    sshPort: ports[0]!,
    enginePort: ports[1]!,
    network: own.text,
    address: chooseAddress(own, host.name, taken),
    rights: siblings[0]?.rights ?? (await grantableRights(engine, image)),
  };
  await writeNote(host, note);
  return note;
}

/**
 * A free address: the one that the host's number asks for ("node1" the first, "node3" the third), else the lowest.
 * @throws when the network is full
 */
export function chooseAddress(network: Network, name: string, taken: ReadonlySet<string>): string {
  checkCapacity(network, taken.size + 1, "network");
  const { first, last } = hostRange(network);
  const number = Number(/(\d{1,5})$/.exec(name)?.[1] ?? "0");
  const wanted = number > 0 && first + number - 1 <= last ? [first + number - 1] : [];
  const all = Array.from({ length: last - first + 1 }, (_, index) => first + index);
  return [...wanted, ...all].map((index) => addressAt(network, index)).find((each) => !taken.has(each))!;
}

function isSame(one: EngineChoice, other: EngineChoice): boolean {
  return one.context === other.context && one.host === other.host;
}

function notedPorts(notes: ReadonlyMap<string, HostNote>): number[] {
  return [...notes.values()].flatMap(({ sshPort, enginePort }) => [sshPort, enginePort]);
}

/** Ports of all clusters' hosts in an engine, also of those that are off and will want them again. */
async function enginePorts(engine: EngineChoice): Promise<number[]> {
  const list = ["ps", "--all", "--filter", `label=${PORTS_LABEL}`, "--format", `{{.Label "${PORTS_LABEL}"}}`];
  return (await docker(engine, list)).stdout
    .split(/[,\s]+/)
    .filter(Boolean)
    .map(Number);
}

async function ensureKey(place: Place): Promise<void> {
  if (existsSync(place.key) && existsSync(`${place.key}.pub`)) return;
  const draft = `${place.key}.draft`;
  for (const path of [draft, `${draft}.pub`]) await rm(path, { force: true });
  await runOrThrow("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", place.network, "-f", draft], {
    nextStep: "install the OpenSSH client, which has ssh-keygen",
  });
  await rename(`${draft}.pub`, `${place.key}.pub`);
  await rename(draft, place.key);
}
