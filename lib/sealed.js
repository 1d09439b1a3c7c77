"use strict";
// Files that only a passphrase opens: AES-256-GCM, with a key of scrypt. What they are is told in their first line.
const { createCipheriv, createDecipheriv, randomBytes, scryptSync } = require("node:crypto");

const cipher = "aes-256-gcm";
const tagBytes = 16;
const cost = { N: 2 ** 15, r: 8, p: 1 };

/**
 * Encrypts a text, so that it can be neither read nor changed without the passphrase.
 * @param {string} text
 * @param {string} passphrase
 * @param {string} kind what it is, in a word; it stands in plain text in front
 * @returns {Buffer} content of a file
 */
function seal(text, passphrase, kind) {
  const [salt, iv] = [randomBytes(16), randomBytes(12)];
  const head = Buffer.from(
    `${JSON.stringify({ kind, cipher, kdf: "scrypt", ...cost, salt: salt.toString("base64"), iv: iv.toString("base64") })}\n`,
  );
  const sealing = createCipheriv(cipher, keyOf(passphrase, salt, cost), iv);
  sealing.setAAD(head);
  const body = Buffer.concat([sealing.update(text, "utf8"), sealing.final()]);
  return Buffer.concat([head, body, sealing.getAuthTag()]);
}

/**
 * Decrypts what {@link seal} encrypted.
 * @param {Buffer} file
 * @param {string} passphrase
 * @param {string} kind what it is to be
 * @returns {string}
 * @throws Error with a clause that says why it does not open
 */
function open(file, passphrase, kind) {
  const end = file.indexOf("\n") + 1;
  const head = headOf(file.subarray(0, end));
  if (head?.kind !== kind) throw new Error(`it is no ${kind}`);
  const opening = createDecipheriv(
    cipher,
    keyOf(passphrase, Buffer.from(head.salt, "base64"), head),
    Buffer.from(head.iv, "base64"),
    { authTagLength: tagBytes },
  );
  opening.setAAD(file.subarray(0, end));
  opening.setAuthTag(file.subarray(-tagBytes));
  try {
    return Buffer.concat([opening.update(file.subarray(end, -tagBytes)), opening.final()]).toString("utf8");
  } catch {
    throw new Error("the passphrase is another one, or the file is damaged");
  }
}

/**
 * @param {string} passphrase
 * @param {Buffer} salt
 * @param {{N: number, r: number, p: number}} parameters
 */
function keyOf(passphrase, salt, { N, r, p }) {
  return scryptSync(passphrase, salt, 32, { N, r, p, maxmem: 256 * 2 ** 20 });
}

/** @param {Buffer} line @returns {any} undefined where it is no head */
function headOf(line) {
  try {
    return JSON.parse(line.toString("utf8"));
  } catch {
    return undefined;
  }
}

module.exports = { seal, open };
