import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { replaceFile } from "../../../lib/atomic-write";
import type { MachineSpec } from "../spec";

// docker-machine's record says neither whether a create finished nor what was wanted. These files do: they
// let a machine be repaired from its name alone, and tell an unfinished machine from one that may hold data.

/** Keeps the spec of a machine, readable by this user only: options may hold credentials. */
export function rememberSpec(spec: MachineSpec): void {
  const file = specFile(spec.storePath, spec.name);
  mkdirSync(join(file, ".."), { recursive: true, mode: 0o700 });
  replaceFile(file, JSON.stringify(spec), { mode: 0o600 });
}

/** The spec of a machine as last wanted; undefined where none was kept. */
export function recallSpec(storePath: string, name: string): MachineSpec | undefined {
  try {
    const spec = JSON.parse(readFileSync(specFile(storePath, name), "utf8")) as MachineSpec;
    return { ...spec, name, storePath };
  } catch {
    return undefined;
  }
}

/** The same. @throws where none was kept */
export function requireSpec(storePath: string, name: string): MachineSpec {
  const spec = recallSpec(storePath, name);
  if (!spec) throw new Error(`Nothing is known of machine ${name} in ${resolve(storePath)}`);
  return spec;
}

/** Every machine a store remembers, whether or not docker-machine has a record of it. */
export function listRemembered(storePath: string): MachineSpec[] {
  const folder = notesFolder(storePath);
  const files = existsSync(folder) ? readdirSync(folder).filter((file) => file.endsWith(".json")) : [];
  return files.flatMap((file) => recallSpec(storePath, file.slice(0, -".json".length)) ?? []);
}

/**
 * Forgets all that was kept of a machine, but which nodes it was: a swarm may still list them, and whoever takes the
 * machine's place removes them there. With the last machine that goes too.
 */
export function forgetSpec(storePath: string, name: string): void {
  rmSync(specFile(storePath, name), { force: true });
  rmSync(unfinishedFile(storePath, name), { force: true });
  rmSync(knownHostsFile(storePath, name), { force: true });
  rmSync(nodeAddressFile(storePath, name), { force: true });
  rmSync(savedFile(storePath, name), { force: true });
  unmarkElsewhere(storePath, name);
  const folder = notesFolder(storePath);
  const left = existsSync(folder) ? readdirSync(folder) : [];
  if (left.every((file) => file.endsWith(nodeNotesEnding)))
    for (const file of left) rmSync(join(folder, file), { force: true });
}

const nodeNotesEnding = ".node";

/** File of what is kept of the swarm node on a machine; see node-notes.ts. */
export function nodeNotesFile(storePath: string, name: string): string {
  return join(notesFolder(storePath), `${name}${nodeNotesEnding}`);
}

/** File with the SSH host key of a machine's host, pinned at first contact. */
export function knownHostsFile(storePath: string, name: string): string {
  return join(notesFolder(storePath), `${name}.known_hosts`);
}

/**
 * Notes where the other nodes find a machine: a host behind published ports has another address for them than for this
 * computer.
 */
export function noteNodeAddress(storePath: string, name: string, address: string): void {
  const file = nodeAddressFile(storePath, name);
  mkdirSync(join(file, ".."), { recursive: true, mode: 0o700 });
  replaceFile(file, `${address}\n`, { mode: 0o600 });
}

/** That address; undefined where it is the machine's own. */
export function recallNodeAddress(storePath: string, name: string): string | undefined {
  return read(nodeAddressFile(storePath, name));
}

/** Notes that a create has started and not finished; its machine cannot hold anything of value yet. */
export function markUnfinished(storePath: string, name: string): void {
  const file = unfinishedFile(storePath, name);
  mkdirSync(join(file, ".."), { recursive: true, mode: 0o700 });
  writeFileSync(file, "", { mode: 0o600 });
}

/** Notes that a create has finished. */
export function markFinished(storePath: string, name: string): void {
  rmSync(unfinishedFile(storePath, name), { force: true });
}

/** Whether a create was started and never finished. */
export function isUnfinished(storePath: string, name: string): boolean {
  return existsSync(unfinishedFile(storePath, name));
}

/** Notes which keys of a machine store and state have in common now. */
export function noteSaved(storePath: string, name: string, digest: string): void {
  writeSaved(storePath, name, [digest]);
}

/** The digest of those that they had in common last; undefined where they never had any. */
export function recallSaved(storePath: string, name: string): string | undefined {
  return savedDigests(storePath, name)[0];
}

/** Notes which keys of the store may be in the state from now on: a preview saves nothing, an update does. */
export function noteOffered(storePath: string, name: string, digest: string): void {
  const [saved = "", ...offered] = savedDigests(storePath, name);
  const others = offered.filter((each) => each !== digest);
  writeSaved(storePath, name, [saved, ...others.slice(-keptDigests), digest]);
}

/** Whether the keys with a digest came into the state from this store, or were those in common last. */
export function isFromHere(storePath: string, name: string, digest: string): boolean {
  return savedDigests(storePath, name).includes(digest);
}

const keptDigests = 20;

function savedDigests(storePath: string, name: string): string[] {
  return read(savedFile(storePath, name))?.split("\n") ?? [];
}

function writeSaved(storePath: string, name: string, digests: readonly string[]): void {
  const [file, text] = [savedFile(storePath, name), `${digests.join("\n")}\n`];
  mkdirSync(join(file, ".."), { recursive: true, mode: 0o700 });
  if (!existsSync(file) || readFileSync(file, "utf8") !== text) replaceFile(file, text, { mode: 0o600 });
}

/** Notes that a machine belongs to another computer: a virtual machine or a container there, of which only the spec is here. */
export function markElsewhere(storePath: string, name: string, computer: string): void {
  replaceFile(elsewhereFile(storePath, name), `${computer}\n`, { mode: 0o600 });
}

/** Takes that note back. */
export function unmarkElsewhere(storePath: string, name: string): void {
  rmSync(elsewhereFile(storePath, name), { force: true });
}

/** Name of the other computer that a machine belongs to; undefined where it belongs to this one, or to none. */
export function elsewhere(storePath: string, name: string): string | undefined {
  return read(elsewhereFile(storePath, name));
}

/** The same of a machine that is remembered. */
export function computerOf(spec: MachineSpec | undefined): string | undefined {
  return spec && elsewhere(spec.storePath, spec.name);
}

/** Folder of a store in which all of this is kept. */
export function notesFolder(storePath: string): string {
  return join(resolve(storePath), "specs");
}

/** File of a machine's spec. */
export function specFile(storePath: string, name: string): string {
  return join(notesFolder(storePath), `${name}.json`);
}

/** File of where the other nodes find a machine. */
export function nodeAddressFile(storePath: string, name: string): string {
  return join(notesFolder(storePath), `${name}.node-address`);
}

function unfinishedFile(storePath: string, name: string): string {
  return join(notesFolder(storePath), `${name}.unfinished`);
}

function savedFile(storePath: string, name: string): string {
  return join(notesFolder(storePath), `${name}.saved`);
}

function elsewhereFile(storePath: string, name: string): string {
  return join(notesFolder(storePath), `${name}.elsewhere`);
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8").trimEnd();
  } catch {
    return undefined;
  }
}
