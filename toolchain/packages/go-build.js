"use strict";
// Builds a program from Go modules whose versions and checksums are pinned in toolchain/go/<module>/go.mod and go.sum.
const path = require("node:path");
const { removeDrafts, viaDraft } = require("../../lib/atomic-write.js");
const versions = require("../../lib/versions.json");
const { atLeast } = require("../../lib/compare-versions.js");
const { tryRun } = require("../../lib/run.js");
const { which } = require("../../lib/which.js");
const { UserError } = require("../../lib/command.js");

/**
 * @typedef {object} GoProgram
 * @property {string} module folder below toolchain/go/
 * @property {string} package import path of the main package
 * @property {string} output file to create
 * @property {string} [ldflags] linker flags besides -s -w
 */

/**
 * Builds one program; its file appears only when it is whole.
 * @param {GoProgram} program
 * @param {(line: string) => void} report is told how far the build is
 * @param {NodeJS.ProcessEnv} [env]
 */
async function goBuild({ module, package: main, output, ldflags = "" }, report, env = process.env) {
  const go = await goCommand(`build ${path.basename(output, ".exe")}`, env);
  const cwd = goFolder(module);
  const total = await packageCount(go, main, cwd, env);
  let compiled = 0;
  // What killed builds left: nobody else builds this file now, since that happens under a lock.
  removeDrafts(output);
  const args = ["build", "-v", "-trimpath", "-ldflags", `-s -w ${ldflags}`.trim(), "-o"];
  await viaDraft(output, async (draft) => {
    const result = await tryRun(go, [...args, draft, main], {
      cwd,
      env: goEnvironment(env),
      onLine: () => report(`${++compiled} of at most ${total} packages compiled`),
    });
    if (result.code !== 0)
      throw new UserError(`go build of ${main} failed in ${cwd}. It said:\n${result.output.slice(-4000)}`);
  });
}

/** How a person gets by without Go, by what it is needed for. */
const ways = {
  "build docker-machine": "put docker-machine or rancher-machine on PATH",
  "build pulumi": "install pulumi (https://www.pulumi.com/docs/install)",
  "build pulumi-resource-command": "make Pulumi's downloads (github.com and get.pulumi.com) reachable",
};

/**
 * The go command.
 * @param {keyof typeof ways | (string & {})} purpose what it is needed for, for the message when it is missing
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {Promise<string>} its path
 */
async function goCommand(purpose, env = process.env) {
  const go = which(["go"], env);
  const otherWay = purpose in ways ? `, or ${ways[/** @type {keyof typeof ways} */ (purpose)]},` : "";
  const advice = `install a current Go from https://go.dev/dl${otherWay} and run this again`;
  if (!go) throw new UserError(`Go is needed to ${purpose}, but there is no go on PATH: ${advice}.`);
  const { stdout } = await tryRun(go, ["env", "GOVERSION"], {
    env: { ...goEnvironment(env), GOTOOLCHAIN: "local" },
  });
  if (!atLeast(stdout, versions.go))
    throw new UserError(
      `Go ${versions.go} or newer is needed to ${purpose}, but ${go} is ${stdout.trim()}: ${advice}.`,
    );
  return go;
}

/**
 * A person's GOFLAGS (-mod=mod, -mod=vendor) would build something else than what is pinned; a workspace file above
 * the clone would, too.
 * @param {NodeJS.ProcessEnv} env
 * @returns {NodeJS.ProcessEnv}
 */
function goEnvironment(env) {
  return { ...env, GOFLAGS: "", GOWORK: "off" };
}

/**
 * @param {string} module
 * @returns {string} its folder
 */
function goFolder(module) {
  return path.join(__dirname, "..", "go", module);
}

/**
 * Also fetches the modules that are missing, which the first time takes as long as the network does.
 * @param {string} go
 * @param {string} main
 * @param {string} cwd
 * @param {NodeJS.ProcessEnv} env
 */
async function packageCount(go, main, cwd, env) {
  const { stdout } = await tryRun(go, ["list", "-deps", main], { cwd, env: goEnvironment(env) });
  return stdout.split("\n").filter(Boolean).length;
}

module.exports = { goBuild, goCommand, goEnvironment, goFolder };
