import { createPrivateKey, X509Certificate } from "node:crypto";
import { overlap, parseCidr, type Ipv4Network } from "../../../lib/ipv4";
import { rule, trigger } from "../rules";
import { isLater } from "../setting";
import type { ExternalCA, SwarmRecovery } from "./resource";

/** Address pools: IPv4 networks, none overlapping another. */
export const addressPools = rule<string[]>((value) => {
  if (!Array.isArray(value) || value.length === 0)
    return [`a list of networks expected, such as ["10.0.0.0/8"]`];
  const networks = value.map(parsePool);
  return value.flatMap((text, i) => {
    const mine = networks[i];
    if (!mine)
      return [`[${i}]: a network with its prefix length expected, such as "10.0.0.0/8", got "${text}"`];
    const clash = networks.findIndex((other, j) => j < i && other && overlap(mine, other));
    return clash < 0 ? [] : [`[${i}]: "${text}" overlaps with "${value[clash]}"`];
  });
});

/** SwarmKit's own pool. */
export const defaultPool = "10.0.0.0/8";

/** Why networks of a size cannot be cut from the address pools; undefined where they can. */
export function subnetProblem(size: unknown, pools: unknown = [defaultPool]): string | undefined {
  const networks = Array.isArray(pools)
    ? pools.map((text) => ({ text: String(text), ...parsePool(text) }))
    : [];
  const small = networks.find(({ prefix }) => prefix !== undefined && Number(size) < prefix);
  if (!small) return undefined;
  return `networks of prefix length ${size as number} do not fit into the pool ${small.text}; write ${small.prefix! + 1} to 29`;
}

/** External certificate authorities, each with its URL. */
export const externalCAs = rule<ExternalCA[]>((value) =>
  (Array.isArray(value) ? value : [value]).flatMap((ca: Partial<ExternalCA> | null, i) => [
    ...(/^https?:\/\/.+/.test(String(ca?.url)) ? [] : [`[${i}].url: an https:// address expected`]),
    ...([undefined, "cfssl"].includes(ca?.protocol) ? [] : [`[${i}].protocol: only "cfssl" is known`]),
  ]),
);

/** The order to recover a swarm. */
export const recovery = rule<SwarmRecovery>((value) => {
  const { manager, trigger: mark } = (value ?? {}) as { manager?: unknown; trigger?: unknown };
  if (typeof manager !== "string" || manager === "")
    return "`manager` must name the machine of a manager that is left";
  return trigger.safeParse(mark).error?.issues.map(({ message }) => `\`trigger\`: ${message}`);
});

/** A certificate or a key; whether they fit each other is another question. */
export const pem = rule<string>((value) =>
  typeof value === "string" ? undefined : "a text in PEM expected",
);

/** Why a certificate and a key are no authority; neither appears in the sentence. */
export function signingCAProblem(cert: unknown, key: unknown): string | undefined {
  if (typeof cert !== "string") return undefined;
  if (cert.trim() === "") return "a certificate in PEM expected; it must not be empty";
  if (key === undefined) return "signingCAKey is needed with it";
  if (isLater(key)) return undefined;
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

/** A network that SwarmKit can cut overlay networks from. */
function parsePool(text: unknown): Ipv4Network | undefined {
  const network = parseCidr(text);
  return network && network.prefix >= 1 && network.prefix <= 29 ? network : undefined;
}
