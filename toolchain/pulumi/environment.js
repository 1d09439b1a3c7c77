"use strict";
// The environment pulumi runs in: what a person would have to export to call pulumi directly.
const fs = require("node:fs");
const os = require("node:os");
const path = require("node:path");
const { randomBytes } = require("node:crypto");
const { createFile } = require("../../lib/atomic-write.js");
const { UserError } = require("../../lib/command.js");
const { cacheFolder } = require("../../lib/cache.js");

/** Settings by which a person says where the state lies and what encrypts it; then nothing of ours is set. */
const ownSettings = ["PULUMI_BACKEND_URL", "PULUMI_CONFIG_PASSPHRASE", "PULUMI_CONFIG_PASSPHRASE_FILE"];

/**
 * @param {import("./cli.js").PulumiCli} cli
 * @param {string} stateFolder
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {NodeJS.ProcessEnv}
 */
function pulumiEnvironment(cli, stateFolder, env = process.env) {
  const pathName = Object.keys(env).find((name) => name.toUpperCase() === "PATH") ?? "PATH";
  /** @type {NodeJS.ProcessEnv} */
  const result = { ...env, PULUMI_SKIP_UPDATE_CHECK: "true", ...fasterNode(env) };
  result[pathName] = [path.dirname(cli.command), env[pathName]].filter(Boolean).join(path.delimiter);
  if (cli.home !== undefined) {
    // pulumi creates a missing home readable by others; it will hold credentials.
    fs.mkdirSync(cli.home, { recursive: true, mode: 0o700 });
    result.PULUMI_HOME = cli.home;
  }
  if (ownSetting(env) === undefined) {
    const problem = rightsProblem(stateFolder) ?? rightsProblem(path.join(stateFolder, "passphrase"));
    if (problem) throw new UserError(problem);
    // The backend that Pulumi.yaml names; pulumi does not create the folder by itself.
    fs.mkdirSync(path.join(stateFolder, "backend"), { recursive: true, mode: 0o700 });
    result.PULUMI_CONFIG_PASSPHRASE_FILE = passphraseFile(stateFolder);
  }
  return result;
}

/**
 * What makes Pulumi's Node processes start sooner. It starts that of the dynamic resources by itself, so that only the
 * environment reaches its beginning.
 * @param {NodeJS.ProcessEnv} env
 * @returns {NodeJS.ProcessEnv}
 */
function fasterNode(env) {
  const file = path.join(__dirname, "preload.js");
  const option = `--require "${file.replace(/["\\]/g, "\\$&")}"`;
  return {
    NODE_OPTIONS: [env.NODE_OPTIONS, option].filter(Boolean).join(" "),
    // Node 22 and later keep there what they compiled.
    NODE_COMPILE_CACHE: env.NODE_COMPILE_CACHE ?? cacheFolder("compiled"),
  };
}

/**
 * What is to be said about where the state lies, where that is not simply this clone.
 * @param {import("./cli.js").PulumiCli} cli
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {string | undefined} one line
 */
function stateNotice(cli, env = process.env) {
  const own = ownSetting(env);
  if (own !== undefined) return `  state: as ${own} says; no backend and passphrase of this folder are used`;
  const login = currentLogin(cli);
  if (login === undefined || login.startsWith("file:")) return undefined;
  return `  state: in .state/backend, as Pulumi.yaml says; you are logged in to ${login}: set PULUMI_BACKEND_URL to it to use that`;
}

/**
 * The file with this clone's passphrase, created once. Two set-ups at once agree on one.
 * @param {string} stateFolder
 * @returns {string} the file's absolute path
 */
function passphraseFile(stateFolder) {
  const file = path.join(stateFolder, "passphrase");
  fs.mkdirSync(stateFolder, { recursive: true });
  if (!fs.existsSync(file)) createFile(file, randomBytes(32).toString("base64url"), { mode: 0o600 });
  return file;
}

/**
 * Why this user cannot use a file or folder of the state; undefined where that works, and where there is none yet.
 * @param {string} file
 * @param {(file: string) => void} [access] throws where it cannot be used
 * @returns {string | undefined}
 */
function rightsProblem(file, access = (path) => fs.accessSync(path, fs.constants.R_OK | fs.constants.W_OK)) {
  if (!fs.existsSync(file)) return undefined;
  try {
    access(file);
    return undefined;
  } catch {
    const whose = fs.statSync(file).uid === 0 ? "belongs to root, as after a run with sudo" : "is not yours";
    return (
      `${file} ${whose}: run this with sudo env "PATH=$PATH" before it as well, or, if this stack has no local hosts, ` +
      `take the state over: sudo chown -R "$USER" .state`
    );
  }
}

/**
 * @param {NodeJS.ProcessEnv} env as pulumi gets it
 * @param {string} stateFolder
 * @returns {boolean} whether the state is encrypted with this clone's passphrase
 */
function isOwnPassphrase(env, stateFolder) {
  return env.PULUMI_CONFIG_PASSPHRASE_FILE === path.join(stateFolder, "passphrase");
}

/**
 * @param {NodeJS.ProcessEnv} env
 * @returns {string | undefined}
 */
function ownSetting(env) {
  return ownSettings.find((name) => env[name] !== undefined);
}

/**
 * @param {import("./cli.js").PulumiCli} cli
 * @returns {string | undefined} the backend that `pulumi login` chose
 */
function currentLogin({ home }) {
  try {
    const file = path.join(home ?? path.join(os.homedir(), ".pulumi"), "credentials.json");
    return JSON.parse(fs.readFileSync(file, "utf8")).current || undefined;
  } catch {
    return undefined;
  }
}

module.exports = { rightsProblem, pulumiEnvironment, passphraseFile, isOwnPassphrase, stateNotice };
