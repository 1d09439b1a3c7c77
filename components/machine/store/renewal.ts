import {
  createPrivateKey,
  createPublicKey,
  randomBytes,
  sign,
  X509Certificate,
  type KeyObject,
} from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { replaceFile } from "../../../lib/atomic-write";
import { machineFolder } from "./record";

const dayMs = 86_400_000;

/** As long as docker-machine's own are good for. */
const validDays = 1080;

/** Notes when the client certificate was renewed or replaced. */
export const renewedFile = "renewed";

/** How long before their end certificates are renewed, in days. */
export const renewalDays = 90;

/** Whether certificates that end then are to be renewed. */
export function endsSoon(end: Date): boolean {
  return end.getTime() - Date.now() < renewalDays * dayMs;
}

/** Says when certificates end, for messages: "end on 2027-01-01 (in 89 days)". */
export function endText(end: Date): string {
  const days = Math.floor((end.getTime() - Date.now()) / dayMs);
  return `${days < 0 ? "ended" : "end"} on ${end.toISOString().slice(0, 10)}${days < 0 ? "" : ` (in ${days} days)`}`;
}

/**
 * When the first certificate that a machine's engine and we use for each other ends; undefined where docker-machine did
 * not set up the engine.
 */
export function certificatesEnd(storePath: string, name: string): Date | undefined {
  const folder = machineFolder(storePath, name);
  if (!existsSync(join(folder, "server.pem"))) return undefined;
  const ends = ["ca.pem", "cert.pem", "server.pem"].flatMap((file) => endOf(join(folder, file)) ?? []);
  return ends.sort((a, b) => a.getTime() - b.getTime())[0];
}

/** A warning that names the machines whose certificates end within 90 days, and when the first does; none otherwise. */
export function endAdvice(
  machines: readonly { readonly storePath: string; readonly name: string }[],
): string[] {
  const ending = machines.flatMap(({ storePath, name }) => {
    const end = certificatesEnd(storePath, name);
    return end && endsSoon(end) ? [{ name, end }] : [];
  });
  if (ending.length === 0) return [];
  const [first] = [...ending].sort((a, b) => a.end.getTime() - b.end.getTime());
  const names = ending.map(({ name }) => name).sort();
  return [
    `the certificates for the Docker Engine of ${names.join(", ")} ${endText(first.end)}: up renews them, node by node, ` +
      "after a refresh (docs/security.md)",
  ];
}

/**
 * Renews a store's authority and client certificate in their last 90 days, or after. Keys, names and all else stay, so
 * that old and new certificates trust each other as long as the old ones are good. docker-machine itself would replace an
 * authority that has ended with another one, which no machine of the store trusts.
 * @returns whether there was something to renew
 */
export function renewStore(folder: string): boolean {
  const files = ["ca.pem", "cert.pem"].map((file) => join(folder, file));
  const due = files.filter((file) => {
    const end = endOf(file);
    return end !== undefined && endsSoon(end);
  });
  if (due.length === 0 || !existsSync(join(folder, "ca-key.pem"))) return false;
  const key = createPrivateKey(readFileSync(join(folder, "ca-key.pem")));
  for (const file of due)
    replaceFile(file, renewCertificate(readFileSync(file, "utf8"), key), { mode: 0o644 });
  replaceFile(join(folder, renewedFile), `${new Date().toISOString()}\n`);
  return true;
}

/**
 * When the client certificate of a machine's store was renewed; undefined while it is the first one. Whoever keeps a copy
 * of it needs another one then.
 * @param certPath folder of the machine in the store
 */
export function renewedAt(certPath: string): string | undefined {
  const file = join(certPath, "..", "..", "certs", renewedFile);
  return existsSync(file) ? readFileSync(file, "utf8").trim() : undefined;
}

/**
 * The same certificate with a new number and a new end.
 * @param key of the authority that signed it
 * @throws when the key is not the one that signed it
 */
export function renewCertificate(pem: string, key: KeyObject, days = validDays): string {
  const [body, algorithm] = parts(new X509Certificate(pem).raw);
  const fields = parts(body);
  // Version (not in certificates of the first one), number, algorithm, issuer, validity, subject, key, extensions.
  const number = fields[0][0] === 0xa0 ? 1 : 0;
  fields[number] = der(0x02, Buffer.from([0x40]), randomBytes(15));
  fields[number + 3] = der(0x30, time(Date.now() - 300_000), time(Date.now() + days * dayMs));
  const renewed = der(0x30, ...fields);
  const signature = der(0x03, Buffer.from([0]), sign("sha256", renewed, key));
  const lines = der(0x30, renewed, algorithm, signature)
    .toString("base64")
    .replace(/(.{64})(?=.)/g, "$1\n");
  const text = `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`;
  if (!new X509Certificate(text).verify(createPublicKey(key)))
    throw new Error("the renewed certificate is not valid");
  return text;
}

function endOf(file: string): Date | undefined {
  try {
    return new Date(new X509Certificate(readFileSync(file)).validTo);
  } catch {
    return undefined;
  }
}

/** The parts of a DER sequence, each with its head. */
function parts(sequence: Buffer): Buffer[] {
  const found: Buffer[] = [];
  for (let at = headLength(sequence); at < sequence.length;) {
    const rest = sequence.subarray(at);
    const length = headLength(rest) + contentLength(rest);
    found.push(rest.subarray(0, length));
    at += length;
  }
  return found;
}

// A length below 128 is its own byte; otherwise that byte says how many bytes it has.
function headLength(element: Buffer): number {
  return element[1] < 0x80 ? 2 : 2 + (element[1] & 0x7f);
}

function contentLength(element: Buffer): number {
  return element[1] < 0x80 ? element[1] : element.readUIntBE(2, element[1] & 0x7f);
}

function der(tag: number, ...contents: Buffer[]): Buffer {
  const content = Buffer.concat(contents);
  const { length } = content;
  const size =
    length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}

// Two digits of a year until 2049, four from then on (RFC 5280, 4.1.2.5).
function time(at: number): Buffer {
  const digits = new Date(at).toISOString().replace(/[-:T]|\.\d+/g, "");
  return digits < "2050" ? der(0x17, Buffer.from(digits.slice(2))) : der(0x18, Buffer.from(digits));
}
