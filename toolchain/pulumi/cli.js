"use strict";
// The pulumi command: the person's own, else the official release, else one built from Go modules.
const fs = require("node:fs");
const path = require("node:path");
const versions = require("../../lib/versions.json");
const { cacheFolder } = require("../../lib/cache.js");
const { atLeast } = require("../../lib/compare-versions.js");
const { tryDownload } = require("../packages/try-download.js");
const { withLock } = require("../../lib/lock.js");
const { buildPulumi, isBuilt } = require("./build.js");
const { downloadPulumi } = require("./release.js");
const { tryRun } = require("../../lib/run.js");
const { which, isProgram, programName } = require("../../lib/which.js");

/**
 * @typedef {object} PulumiCli
 * @property {string} command its path
 * @property {"path" | "release" | "built"} origin
 * @property {string | undefined} home PULUMI_HOME to run it with; undefined: its own default
 */

/**
 * The pulumi to use, downloaded or built when there is none.
 * @param {import("../shared/steps.js").Steps} steps
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {Promise<PulumiCli>}
 */
async function pulumiCli(steps, env = process.env) {
  return (await findPulumiCli(env)) ?? (await makePulumiCli(steps, env));
}

/**
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {Promise<PulumiCli | undefined>} the pulumi that would be used, if there is one already
 */
async function findPulumiCli(env = process.env) {
  const onPath = which(["pulumi"], env);
  if (onPath && atLeast(await versionOf(onPath, env), versions.pulumiMinimum))
    return { command: onPath, origin: "path", home: env.PULUMI_HOME };
  const home = env.PULUMI_HOME ?? cacheFolder("pulumi-home", versions.pulumi);
  const release = path.join(releaseFolder(), programName("pulumi"));
  if (isProgram(release)) return { command: release, origin: "release", home };
  if (isBuilt(builtFolder()))
    return { command: path.join(builtFolder(), programName("pulumi")), origin: "built", home };
  return undefined;
}

/**
 * @param {import("../shared/steps.js").Steps} steps
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<PulumiCli>}
 */
async function makePulumiCli(steps, env) {
  const onPath = which(["pulumi"], env);
  if (onPath) steps.say(`  ${onPath} is not used: it is older than ${versions.pulumiMinimum}`);
  const create = async () => {
    const madeMeanwhile = await findPulumiCli(env);
    if (madeMeanwhile) return madeMeanwhile;
    const download = () => downloadPulumi(releaseFolder(), steps);
    const why = await tryDownload("pulumi", `pulumi ${versions.pulumi}`, steps, download, env);
    if (why !== undefined) await buildPulumi(builtFolder(), steps, env);
    const created = await findPulumiCli(env);
    if (!created)
      throw new Error(
        `pulumi ${versions.pulumi} is still missing in ${cacheFolder("pulumi", versions.pulumi)}`,
      );
    return created;
  };
  const lock = cacheFolder("pulumi", `${versions.pulumi}.lock`);
  return withLock(lock, "the set-up of pulumi", create, { timeoutSeconds: 1800, onWait: steps.say });
}

/**
 * The version of a pulumi. Asking it takes a fifth of a second, so the answer is remembered for the file as it is now.
 * @param {string} command
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<string>}
 */
async function versionOf(command, env) {
  const { mtimeMs, size } = fs.statSync(command);
  const memory = cacheFolder("pulumi-on-path.json");
  const key = `${fs.realpathSync(command)} ${mtimeMs} ${size}`;
  try {
    const known = JSON.parse(fs.readFileSync(memory, "utf8"));
    if (known.key === key) return known.version;
  } catch {
    // Nothing is remembered yet.
  }
  const { stdout } = await tryRun(command, ["version"], {
    env: { ...env, PULUMI_SKIP_UPDATE_CHECK: "true" },
  });
  const version = stdout.trim();
  fs.mkdirSync(path.dirname(memory), { recursive: true });
  fs.writeFileSync(memory, JSON.stringify({ key, version }));
  return version;
}

const releaseFolder = () => cacheFolder("pulumi", versions.pulumi, "release");
const builtFolder = () => cacheFolder("pulumi", versions.pulumi, "built");

module.exports = { pulumiCli, findPulumiCli };
