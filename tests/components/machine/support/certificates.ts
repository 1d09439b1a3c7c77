import { generateKeyPairSync, sign, type KeyObject } from "node:crypto";

/** A certificate with its private key, both as PEM. */
export interface Identity {
  readonly certificate: string;
  readonly key: string;
  readonly privateKey: KeyObject;
  readonly name: string;
}

/** A certificate authority, a new one each time. */
export function makeAuthority(name = "test authority"): Identity {
  return certify(name, undefined, [extension([2, 5, 29, 19], sequence(Buffer.from([0x01, 0x01, 0xff])))]);
}

/** A certificate for servers on loopback and for clients, signed by an authority. */
export function makeIdentity(authority: Identity, name = "test"): Identity {
  const loopback = der(0x87, Buffer.from([127, 0, 0, 1]));
  return certify(name, authority, [extension([2, 5, 29, 17], sequence(loopback))]);
}

function certify(name: string, authority: Identity | undefined, extensions: Buffer[]): Identity {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const algorithm = sequence(objectId([1, 2, 840, 10045, 4, 3, 2]));
  const body = sequence(
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, Buffer.from([1, ...Buffer.from(name).subarray(0, 6)])),
    algorithm,
    distinguishedName(authority?.name ?? name),
    sequence(der(0x17, Buffer.from("200101000000Z")), der(0x17, Buffer.from("490101000000Z"))),
    distinguishedName(name),
    publicKey.export({ type: "spki", format: "der" }),
    der(0xa3, sequence(...extensions)),
  );
  const signature = sign("sha256", body, authority?.privateKey ?? privateKey);
  const certificate = sequence(body, algorithm, der(0x03, Buffer.concat([Buffer.from([0]), signature])));
  const lines = certificate.toString("base64").replace(/(.{64})/g, "$1\n");
  return {
    certificate: `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`,
    key: privateKey.export({ type: "pkcs8", format: "pem" }) as string,
    privateKey,
    name,
  };
}

function distinguishedName(name: string): Buffer {
  return sequence(der(0x31, sequence(objectId([2, 5, 4, 3]), der(0x0c, Buffer.from(name)))));
}

function extension(id: number[], value: Buffer): Buffer {
  return sequence(objectId(id), der(0x04, value));
}

function sequence(...parts: Buffer[]): Buffer {
  return der(0x30, Buffer.concat(parts));
}

function objectId([first, second, ...rest]: number[]): Buffer {
  const groups = rest.flatMap((part) => {
    const bytes = [part & 0x7f];
    for (let high = part >> 7; high > 0; high >>= 7) bytes.unshift((high & 0x7f) | 0x80);
    return bytes;
  });
  return der(0x06, Buffer.from([first * 40 + second, ...groups]));
}

function der(tag: number, content: Buffer): Buffer {
  const { length } = content;
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}
