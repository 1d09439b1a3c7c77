import { cpSync, existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { hostname } from "node:os";
import { join, resolve } from "node:path";
import { driverOf } from "../drivers";
import {
  bundleProblem,
  digestOf,
  issuedAt,
  readBundle,
  writeBundle,
  writeCertificates,
  type MachineBundle,
} from "./bundle";
import { claimStore, isOwnStore } from "./folder";
import {
  elsewhere,
  forgetSpec,
  isFromHere,
  isUnfinished,
  listRemembered,
  markElsewhere,
  noteOffered,
  noteSaved,
  recallSaved,
  recallSpec,
  specFile,
  unmarkElsewhere,
} from "./notes";
import { machineFolder } from "./record";

/** What store and state agree on for a machine. */
export interface Agreement {
  /** The bundle that both have from now on; undefined where neither has one. */
  readonly bundle?: MachineBundle;
  /** What was found and done, where that is worth a sentence: the keys of node1 are newer in the state, ... */
  readonly said?: string;
  /** Whether this computer had no keys of it, and has them now. @default false */
  readonly isNewHere?: boolean;
}

/**
 * Brings a machine's keys in its store and those in the state together: the newer ones are laid out in the store, or
 * returned for the state. A machine whose create was interrupted is left alone.
 * @param inState the bundle in the state. @default the state has none yet
 * @throws where the store has another's machine of that name, or other certificates, that would be overwritten
 */
export function agree(storePath: string, machine: string, inState?: MachineBundle): Agreement {
  if (isUnfinished(storePath, machine)) return { bundle: inState };
  const isHere = elsewhere(storePath, machine) === undefined;
  const own = isHere ? bundleOf(storePath, machine) : undefined;
  if (!inState) return { bundle: own };
  // Of a part of this computer nobody else knows better.
  if (own?.computer !== undefined) return { bundle: own };
  if (!own && isDeletedHere(storePath, inState)) return { bundle: inState };
  if (!own) return layOut(storePath, inState, isHere && isRemembered(storePath, machine) ? lostText : "");
  if (digestOf(own) !== digestOf(inState)) {
    const agreed = settle(storePath, own, inState);
    if (agreed.bundle === own) noteOffered(storePath, machine, digestOf(own));
    return agreed;
  }
  noteSaved(storePath, machine, digestOf(own));
  writeCertificates(storePath, inState);
  return { bundle: bundleOf(storePath, machine) };
}

const lostText = "were missing here, and are restored from the state";

/** Whether a machine's keys in its store have changed since the state got them. */
export function isAhead(storePath: string, machine: string): boolean {
  return Boolean(recallSaved(storePath, machine)) && differs(storePath, machine);
}

/** Whether a machine's keys are in this store alone: the state has older ones, or none since it is a part of this computer. */
export function isOnlyHere(storePath: string, machine: string): boolean {
  return differs(storePath, machine) || bundleOf(storePath, machine)?.computer !== undefined;
}

function differs(storePath: string, machine: string): boolean {
  const own = elsewhere(storePath, machine) === undefined ? bundleOf(storePath, machine) : undefined;
  return own !== undefined && digestOf(own) !== recallSaved(storePath, machine);
}

/**
 * Takes out of a store the machines that it had in common with a state and that are no longer in it: another computer
 * removed them. Their files are kept aside.
 * @param machines names of the machines in the state
 * @returns a sentence for each of them
 */
export function setAsideRemoved(storePath: string, machines: readonly string[]): string[] {
  const removed = listRemembered(storePath)
    .map(({ name }) => name)
    .filter((name) => !machines.includes(name) && recallSaved(storePath, name) !== undefined);
  return removed.map((name) => {
    const aside = setAside(storePath, name);
    rmSync(machineFolder(storePath, name), { recursive: true, force: true });
    forgetSpec(storePath, name);
    return `machine ${name} was removed by another computer: its keys here are out of the store, in ${aside}`;
  });
}

/** Whether a store has ever had anything to do with a machine. */
export function isRemembered(storePath: string, machine: string): boolean {
  return existsSync(specFile(storePath, machine)) || existsSync(machineFolder(storePath, machine));
}

/** A part of this very computer of which nothing is here any more was deleted by hand. */
function isDeletedHere(storePath: string, { computer, folder }: MachineBundle): boolean {
  return computer === hostname() && folder === resolve(storePath);
}

/**
 * Store and state differ. What they had in common last tells which of them changed; it is noted when it is seen, since a
 * preview or a killed run saves nothing.
 */
function settle(storePath: string, own: MachineBundle, inState: MachineBundle): Agreement {
  const problems = { own: bundleProblem(own), inState: bundleProblem(inState) };
  if (problems.own && !problems.inState)
    return replaceOwn(
      storePath,
      inState,
      `were damaged here (${problems.own}), and are restored from the state`,
    );
  if (problems.inState && !problems.own)
    return keepOwn(own, `are damaged in the state (${problems.inState}), which gets those of this computer`);
  // An update repairs a machine whose certificates are of no use.
  if (problems.own) return { bundle: own };
  if (isFromHere(storePath, own.machine, digestOf(inState))) return { bundle: own };
  if (recallSaved(storePath, own.machine) === digestOf(own))
    return replaceOwn(storePath, inState, "are newer in the state, and taken from there");
  if (issuedAt(own) > issuedAt(inState))
    return keepOwn(own, "differ from those in the state, which are older: it gets those of this computer");
  return replaceOwn(storePath, inState, "differ from those in the state, which are taken");
}

function keepOwn(bundle: MachineBundle, said: string): Agreement {
  return { bundle, said: `the keys of ${bundle.machine} ${said}` };
}

/** Takes what is in the state, and keeps aside what was here. */
function replaceOwn(storePath: string, bundle: MachineBundle, said: string): Agreement {
  const { machine } = bundle;
  if (!isOwnStore(storePath) && recallSaved(storePath, machine) === undefined)
    throw new Error(
      `The store ${resolve(storePath)} has a machine ${machine} that is not this stack's, and was left as it is. Set ` +
        "storePath to a folder of its own, or rename one of the two machines.",
    );
  return layOut(storePath, bundle, `${said}; the former ones are in ${setAside(storePath, machine)}`);
}

/** Copies a machine's folder; returns where to. */
function setAside(storePath: string, machine: string): string {
  const [folder, aside] = [
    machineFolder(storePath, machine),
    join(resolve(storePath), "superseded", machine),
  ];
  rmSync(aside, { recursive: true, force: true });
  mkdirSync(aside, { recursive: true, mode: 0o700 });
  if (existsSync(folder)) cpSync(folder, aside, { recursive: true });
  return aside;
}

function layOut(storePath: string, bundle: MachineBundle, said: string): Agreement {
  const { machine, computer } = bundle;
  const problem = bundleProblem(bundle);
  if (problem)
    throw new Error(
      `The keys of machine ${machine} are neither in ${resolve(storePath)} nor whole in the state (${problem}): run ` +
        "pulumi up on a computer that has them.",
    );
  refuseOtherAuthority(storePath, bundle);
  claimStore(storePath);
  writeBundle(storePath, bundle);
  if (computer === undefined) unmarkElsewhere(storePath, machine);
  else markElsewhere(storePath, machine, computer);
  noteSaved(storePath, machine, digestOf(bundle));
  return { bundle, said: said ? `the keys of ${machine} ${said}` : undefined, isNewHere: said === "" };
}

/** A store that somebody else keeps machines in has an authority of its own, which all of them need. */
function refuseOtherAuthority(storePath: string, { machine, files }: MachineBundle): void {
  const file = join(resolve(storePath), "certs", "ca.pem");
  const authority = files["certs/ca.pem"];
  if (isOwnStore(storePath) || authority === undefined || !existsSync(file)) return;
  if (readFileSync(file, "utf8") === authority) return;
  throw new Error(
    `The store ${resolve(storePath)} on this computer has another certificate authority than machine ${machine}, and was ` +
      "left as it is. Set storePath to a folder of its own.",
  );
}

/** What the store has of a machine; of one that is a part of this computer only how it is declared. */
function bundleOf(storePath: string, machine: string): MachineBundle | undefined {
  const spec = recallSpec(storePath, machine);
  if (!spec || !driverOf(spec.driver).isPartOfComputer) return readBundle(storePath, machine);
  const files = { [`specs/${machine}.json`]: readFileSync(specFile(storePath, machine), "utf8") };
  return { version: 1, machine, computer: hostname(), folder: resolve(storePath), files };
}
