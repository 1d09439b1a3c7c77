import { createHash, X509Certificate } from "node:crypto";
import { existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { replaceFile } from "../../../lib/atomic-write";
import { clientProblem, rotatedFile } from "./certificates";
import { isOwnStore } from "./folder";
import { knownHostsFile, nodeAddressFile, specFile } from "./notes";
import { inStore, outOfStore } from "./portable-record";
import { machineFolder } from "./record";
import { renewedFile } from "./renewal";

/**
 * All that another computer needs of a machine to work on it: its record, its keys and certificates, those of its store,
 * and what it is made of. It holds private keys: whoever has it is root on the host.
 */
export interface MachineBundle {
  /** Version of this shape. */
  readonly version: 1;
  /** Name of the machine. */
  readonly machine: string;
  /**
   * Name of the computer that the machine is a part of, as a virtual machine is: others have no use for its keys, and its
   * bundle holds none. @default it can be worked on from any computer
   */
  readonly computer?: string;
  /** Absolute path of its store there. */
  readonly folder?: string;
  /**
   * Contents by path in the store, with slashes on any system: "machines/node1/id_rsa". One that begins with "=" is the
   * same as that of the path behind it: docker-machine copies the store's certificates to each machine.
   */
  readonly files: Readonly<Record<string, string>>;
}

const storeFiles = ["ca.pem", "ca-key.pem", "cert.pem", "key.pem", renewedFile, rotatedFile].map(
  (name) => `certs/${name}`,
);

// Keys, certificates and records have a few kilobytes. What is larger is an image or a disk, and stays where it is.
const largestFile = 32 * 1024;
const largestBundle = 256 * 1024;

/**
 * Reads a machine's bundle from its store.
 * @returns undefined where the machine has no whole record there
 * @throws where it is larger than a state should bear
 */
export function readBundle(storePath: string, machine: string): MachineBundle | undefined {
  const store = resolve(storePath);
  const paths = pathsOf(store, machine);
  const record = paths.find((path) => path === `machines/${machine}/config.json`);
  const text = record && outOfStore(readFileSync(join(store, record), "utf8"), machine);
  if (text === undefined) return undefined;
  const files: Record<string, string> = {};
  for (const path of paths) {
    const content = path === record ? text : readFileSync(join(store, path), "utf8");
    const same = Object.keys(files).find((other) => files[other] === content);
    files[path] = same === undefined ? content : `=${same}`;
  }
  const size = Object.values(files).reduce((sum, content) => sum + content.length, 0);
  if (size > largestBundle)
    throw new Error(
      `The files of machine ${machine} in ${store} have ${size} bytes, more than the ${largestBundle} that a state takes: ` +
        "remove from its folder what docker-machine did not put there",
    );
  return { version: 1, machine, files };
}

/** The bundle in a text of the state; undefined where it is none. */
export function bundleFrom(text: string | undefined): MachineBundle | undefined {
  try {
    const bundle = JSON.parse(text ?? "") as MachineBundle;
    return bundle.version === 1 && typeof bundle.files === "object" ? bundle : undefined;
  } catch {
    return undefined;
  }
}

/** Writes a bundle into a store, readable by this user only. Images and disks of the machine stay, other files go. */
export function writeBundle(storePath: string, bundle: MachineBundle): void {
  const { machine, files } = bundle;
  const store = resolve(storePath);
  writeCertificates(storePath, bundle);
  const strange = pathsOf(store, machine).filter((path) => path.startsWith("machines/") && !(path in files));
  for (const path of strange) rmSync(join(store, path));
  for (const path of Object.keys(files)) {
    requirePathOf(machine, path);
    const text = textOf(files, path)!;
    const isRecord = path === `machines/${machine}/config.json`;
    if (!path.startsWith("certs/")) writeSecret(store, path, isRecord ? inStore(text, store) : text);
  }
}

/** Writes the certificates that all machines of a store share, unless the store has newer ones, of another machine. */
export function writeCertificates(storePath: string, { machine, files }: MachineBundle): void {
  const store = resolve(storePath);
  const shared = Object.keys(files).filter((path) => path.startsWith("certs/"));
  // Somebody else's machines need those that are there.
  if (!isOwnStore(store) && existsSync(join(store, "certs"))) return;
  if (issued(textOf(files, "certs/cert.pem")) < issued(readText(join(store, "certs", "cert.pem")))) return;
  for (const path of shared) {
    requirePathOf(machine, path);
    writeSecret(store, path, textOf(files, path)!);
  }
}

function writeSecret(store: string, path: string, text: string): void {
  const file = join(store, ...path.split("/"));
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  if (readText(file) !== text) replaceFile(file, text, { mode: 0o600 });
}

/**
 * What tells one machine's keys from others: the same on every computer. The store's own certificates do not count, which
 * it shares with other machines: of them the newest are kept.
 */
export function digestOf({ files }: MachineBundle): string {
  const own = Object.keys(files).filter((path) => !path.startsWith("certs/"));
  const texts = own.sort().map((path) => [path, textOf(files, path)]);
  return createHash("sha256").update(JSON.stringify(texts)).digest("hex").slice(0, 32);
}

/** Why a bundle is of no use, as a clause; undefined where it is whole. */
export function bundleProblem({ machine, computer, files }: MachineBundle): string | undefined {
  if (computer !== undefined) return undefined;
  const folder = `machines/${machine}`;
  const text = (name: string) => textOf(files, `${folder}/${name}`);
  try {
    JSON.parse(text("config.json") ?? "");
  } catch {
    return "its record is not whole";
  }
  // A machine whose engine docker-machine does not set up has none.
  if (text("ca.pem") === undefined && text("server.pem") === undefined) return undefined;
  try {
    return clientProblem((name) => text(name) ?? "");
  } catch (error) {
    return `its certificates cannot be read: ${(error as Error).message}`;
  }
}

/** When the newest certificate of a bundle was issued, in milliseconds since 1970; 0 where it has none. */
export function issuedAt({ machine, files }: MachineBundle): number {
  const names = ["server.pem", "cert.pem", "ca.pem"].map((name) => `machines/${machine}/${name}`);
  return Math.max(...names.map((path) => issued(textOf(files, path))));
}

function issued(pem: string | undefined): number {
  try {
    return Date.parse(new X509Certificate(pem ?? "").validFrom);
  } catch {
    return 0;
  }
}

function readText(file: string): string | undefined {
  return existsSync(file) ? readFileSync(file, "utf8") : undefined;
}

function textOf(files: MachineBundle["files"], path: string): string | undefined {
  const content = files[path];
  return content?.startsWith("=") ? files[content.slice(1)] : content;
}

function pathsOf(store: string, machine: string): string[] {
  const folder = machineFolder(store, machine);
  const own = existsSync(folder) ? readdirSync(folder).map((name) => `machines/${machine}/${name}`) : [];
  const notes = [specFile(store, machine), knownHostsFile(store, machine), nodeAddressFile(store, machine)];
  const noted = notes.map((file) => file.slice(store.length + 1).replaceAll("\\", "/"));
  return [...storeFiles, ...own.sort(), ...noted].filter((path) => isSmallFile(join(store, path)));
}

function isSmallFile(file: string): boolean {
  if (!existsSync(file)) return false;
  const seen = lstatSync(file);
  return seen.isFile() && seen.size <= largestFile;
}

// The state may come from anybody who can write to the backend.
function requirePathOf(machine: string, path: string): void {
  const file = "[A-Za-z0-9_][A-Za-z0-9_.@-]*";
  const name = machine.replace(/[^A-Za-z0-9]/g, "\\$&");
  const allowed = new RegExp(`^(certs/${file}|machines/${name}/${file}|specs/${name}\\.[a-z_-]+)$`);
  if (!allowed.test(path))
    throw new Error(`The keys of machine ${machine} have a file that is not theirs: ${path}`);
}
