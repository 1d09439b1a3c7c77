import { createPrivateKey, X509Certificate } from "node:crypto";
import { isUnknown } from "../handlers";

/** What is wrong with the address pools: each an IPv4 network, none overlapping another. */
export function poolFaults(value: unknown): string[] {
  if (!Array.isArray(value) || value.length === 0)
    return [`a list of networks expected, such as ["10.0.0.0/8"]`];
  const networks = value.map(parseNetwork);
  return value.flatMap((text, i) => {
    const mine = networks[i];
    if (!mine)
      return [`[${i}]: a network with its prefix length expected, such as "10.0.0.0/8", got "${text}"`];
    const clash = networks.findIndex((other, j) => j < i && other && overlap(mine, other));
    return clash < 0 ? [] : [`[${i}]: "${text}" overlaps with "${value[clash]}"`];
  });
}

/** What is wrong with an own certificate authority; keys and certificates never appear in the text. */
export function signingCAFault(cert: unknown, key: unknown): string | undefined {
  if (typeof cert !== "string" || cert.trim() === "")
    return "a certificate in PEM expected; it must not be empty";
  if (key === undefined) return "signingCAKey is needed with it";
  if (isUnknown(key)) return undefined;
  if (typeof key !== "string" || key.trim() === "") return "signingCAKey must not be empty";
  try {
    const certificate = new X509Certificate(cert);
    if (!certificate.ca)
      return "the certificate is not that of an authority (basic constraint CA is missing)";
    return certificate.checkPrivateKey(createPrivateKey(key)) ? undefined : "signingCAKey does not match it";
  } catch {
    return "a certificate and a private key in PEM expected, and one of them cannot be read";
  }
}

interface Network {
  readonly first: number;
  readonly size: number;
}

function parseNetwork(text: unknown): Network | undefined {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/.exec(String(text));
  if (!match) return undefined;
  const [a, b, c, d, prefix] = match.slice(1).map(Number);
  if ([a, b, c, d].some((byte) => byte > 255) || prefix < 1 || prefix > 29) return undefined;
  const size = 2 ** (32 - prefix);
  const address = ((a * 256 + b) * 256 + c) * 256 + d;
  return { first: address - (address % size), size };
}

function overlap(a: Network, b: Network): boolean {
  return a.first < b.first + b.size && b.first < a.first + a.size;
}
