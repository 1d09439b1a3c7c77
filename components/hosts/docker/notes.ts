import { readdirSync, readFileSync } from "node:fs";
import { readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { EngineChoice } from "./engine";
import { hostPlace, placeOf, type HostPlace, type Place } from "./place";

/** What a host was given once and keeps, also while its container is gone. */
export interface HostNote {
  readonly engine: EngineChoice;
  /** Ports on this computer's 127.0.0.1. */
  readonly sshPort: number;
  readonly enginePort: number;
  /** The cluster's network, and the host's address in it. */
  readonly network: string;
  readonly address: string;
  /** Arguments of `docker run` that give its container all rights that this engine can give. */
  readonly rights: readonly string[];
}

/** The note on a host; undefined for one that was never created. */
export async function readNote(host: HostPlace): Promise<HostNote | undefined> {
  const text = await readFile(host.note, "utf8").catch(() => undefined);
  return text === undefined ? undefined : (JSON.parse(text) as HostNote);
}

/** Keeps the note on a host, whole or not at all. */
export async function writeNote(host: HostPlace, note: HostNote): Promise<void> {
  await writeFile(`${host.note}.draft`, `${JSON.stringify(note, undefined, 2)}\n`, { mode: 0o600 });
  await rename(`${host.note}.draft`, host.note);
}

/** Forgets a host. */
export async function removeNote(host: HostPlace): Promise<void> {
  for (const file of [`${host.note}.draft`, host.note]) await rm(file, { force: true });
}

/** All notes of a folder, by host. */
export async function listNotes(place: Place): Promise<Map<string, HostNote>> {
  const files = (await readdir(place.directory).catch(() => [])).filter((file) => file.endsWith(".json"));
  const names = files.map((file) => file.slice(0, -".json".length)).sort();
  const notes = new Map<string, HostNote>();
  for (const name of names) {
    const note = await readNote(hostPlace(place, name));
    if (note) notes.set(name, note);
  }
  return notes;
}

/** The network that the hosts of a folder have addresses in; undefined before the first. */
export function recordedNetwork(folder: string): string | undefined {
  return someNote(folder)?.network;
}

/** The engine of the hosts of a folder; undefined before the first. */
export function recordedEngine(folder: string): EngineChoice | undefined {
  return someNote(folder)?.engine;
}

function someNote(folder: string): HostNote | undefined {
  const { directory } = placeOf(folder);
  try {
    const file = readdirSync(directory).find((name) => name.endsWith(".json"));
    return file ? (JSON.parse(readFileSync(join(directory, file), "utf8")) as HostNote) : undefined;
  } catch {
    return undefined;
  }
}

/** File of the private key beside the notes, and of its public half. */
export function publicKeyFile(place: Place): string {
  return join(`${place.key}.pub`);
}
