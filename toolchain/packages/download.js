"use strict";
// Downloads over HTTP. A server must answer soon, and a file gets its name only when it is whole and its checksum is right.
const { createHash } = require("node:crypto");
const fs = require("node:fs");
const { viaDraft } = require("../../lib/atomic-write.js");

const answerSeconds = 8;
/** How long a download may stand still. There is no limit for the whole: a slow line is not a broken one. */
const silenceSeconds = 60;

/**
 * Downloads a file and gives it its name only when its checksum is right.
 * @param {string} url
 * @param {string} sha256 the checksum it must have, in hexadecimal
 * @param {string} file where it goes
 * @param {(line: string) => void} [report] is told how much is there
 */
async function download(url, sha256, file, report = () => {}) {
  const { body, size } = await open(url);
  await viaDraft(file, async (draft) => {
    const told = (/** @type {number} */ bytes) =>
      report(`${megabytes(bytes)} of ${size ? megabytes(size) : "?"} MB`);
    const got = await writeAndHash(body, draft, told).catch((error) => {
      throw new Error(`the download of ${url} broke off: ${innermost(error)}`, { cause: error });
    });
    if (got !== sha256.toLowerCase())
      throw new Error(`${url} has the SHA-256 checksum ${got} instead of ${sha256}: it was not used`);
  });
}

/**
 * @param {AsyncIterable<Uint8Array>} body
 * @param {string} file
 * @param {(bytes: number) => void} report is told how much is there
 * @returns {Promise<string>} the SHA-256 checksum, in hexadecimal
 */
async function writeAndHash(body, file, report) {
  const hash = createHash("sha256");
  const handle = fs.openSync(file, "w");
  try {
    let bytes = 0;
    for await (const piece of body) {
      hash.update(piece);
      fs.writeSync(handle, piece);
      report((bytes += piece.length));
    }
    return hash.digest("hex");
  } finally {
    fs.closeSync(handle);
  }
}

/**
 * @param {string} url
 * @returns {Promise<string>} its text
 */
async function downloadText(url) {
  const { body } = await open(url);
  let text = "";
  for await (const piece of body) text += Buffer.from(piece).toString("utf8");
  return text;
}

/**
 * @param {string} url
 * @returns {Promise<{body: AsyncIterable<Uint8Array>, size: number}>}
 */
async function open(url) {
  const control = new AbortController();
  const abort = (/** @type {string} */ reason) => control.abort(new Error(reason));
  const patience = setTimeout(abort, answerSeconds * 1000, `no answer within ${answerSeconds} s`);
  try {
    const response = await fetch(url, { signal: control.signal });
    if (!response.ok || !response.body) throw new Error(`HTTP status ${response.status}`);
    const body = /** @type {AsyncIterable<Uint8Array>} */ (/** @type {unknown} */ (response.body));
    const stop = () => abort(`no data for ${silenceSeconds} s`);
    return { body: watched(body, stop), size: Number(response.headers.get("content-length")) };
  } catch (error) {
    throw new Error(`${new URL(url).host} cannot be used: ${innermost(error)}`, { cause: error });
  } finally {
    clearTimeout(patience);
  }
}

/**
 * @param {AsyncIterable<Uint8Array>} body
 * @param {() => void} stop is called when nothing more comes
 */
async function* watched(body, stop) {
  const silence = setTimeout(stop, silenceSeconds * 1000);
  try {
    for await (const piece of body) {
      silence.refresh();
      yield piece;
    }
  } finally {
    clearTimeout(silence);
  }
}

/** @param {number} bytes */
function megabytes(bytes) {
  return Math.round(bytes / 1e6);
}

/**
 * fetch() says only "fetch failed"; the reason is in the cause.
 * @param {unknown} error
 * @returns {string}
 */
function innermost(error) {
  if (!(error instanceof Error)) return String(error);
  return error.cause ? innermost(error.cause) : error.message || error.name;
}

module.exports = { download, downloadText };
