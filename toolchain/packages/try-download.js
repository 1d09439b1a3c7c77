"use strict";
// Official releases come before builds. A failure is remembered for a day, so that a computer without access to the
// servers does not wait for them in each run.
const fs = require("node:fs");
const path = require("node:path");
const { cacheFolder } = require("../../lib/cache.js");
const { which } = require("../../lib/which.js");

const day = 24 * 3600 * 1000;

/** @typedef {"pulumi" | "docker-machine"} Publisher whose servers are asked */

/**
 * Tries an official download, and says why where it cannot be had.
 * @param {Publisher} publisher
 * @param {string} what name and version, for messages: "pulumi 3.259.0"
 * @param {import("../shared/steps.js").Steps} steps
 * @param {() => Promise<void>} work downloads it; throws when that fails
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {Promise<string | undefined>} why it cannot be had; undefined when it is there
 */
async function tryDownload(publisher, what, steps, work, env = process.env) {
  const known = rememberedFailure(publisher, env);
  if (known) {
    const file = failureFile(publisher);
    steps.say(`  ${what}: no download for a day after one failed (${known}); remove ${file} to try at once`);
    return known;
  }
  try {
    await work();
    return undefined;
  } catch (error) {
    const { message } = /** @type {Error} */ (error);
    rememberFailure(publisher, message);
    steps.say(`  the official release of ${what} cannot be used: ${message}`);
    return message;
  }
}

/**
 * Why a download is not tried now. Where there is no Go to build with, nothing else helps, and it is always tried.
 * @param {Publisher} publisher
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {string | undefined} why downloads from this publisher failed within the last day
 */
function rememberedFailure(publisher, env = process.env) {
  if (!which(["go"], env)) return undefined;
  try {
    const file = failureFile(publisher);
    return Date.now() - fs.statSync(file).mtimeMs < day ? fs.readFileSync(file, "utf8").trim() : undefined;
  } catch {
    return undefined;
  }
}

/**
 * @param {Publisher} publisher
 * @param {string} reason
 */
function rememberFailure(publisher, reason) {
  fs.mkdirSync(path.dirname(failureFile(publisher)), { recursive: true });
  fs.writeFileSync(failureFile(publisher), `${reason}\n`);
}

/**
 * Where a failure is remembered; without the file the next run tries again.
 * @param {Publisher} publisher
 */
function failureFile(publisher) {
  return cacheFolder("failed-downloads", publisher);
}

module.exports = { tryDownload, rememberedFailure, rememberFailure, failureFile };
