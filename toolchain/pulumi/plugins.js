"use strict";
// Pulumi's command plugin: the official one by Pulumi's own download, else the compatible one in go/command-plugin.
const { createHash } = require("node:crypto");
const fs = require("node:fs");
const os = require("node:os");
const path = require("node:path");
const versions = require("../../lib/versions.json");
const { cacheFolder } = require("../../lib/cache.js");
const { goBuild, goFolder } = require("../packages/go-build.js");
const { rememberFailure, rememberedFailure } = require("../packages/try-download.js");
const { withLock } = require("../../lib/lock.js");
const { tryRun } = require("../../lib/run.js");
const { UserError } = require("../../lib/command.js");
const { isProgram, programName } = require("../../lib/which.js");

/** Marks a plugin folder as ours and says of which sources it was built. */
const mark = "compatible-plugin";
const title = `Pulumi's command plugin ${versions.commandPlugin}`;

/**
 * Puts the command plugin in place for a pulumi, unless it is there.
 * @param {import("./cli.js").PulumiCli} cli
 * @param {NodeJS.ProcessEnv} env as pulumi gets it
 * @param {import("../shared/steps.js").Steps} steps
 */
async function commandPlugin(cli, env, steps) {
  const folder = pluginFolder(cli);
  if (isInPlace(folder)) return;
  const install = async () => {
    if (isInPlace(folder)) return;
    const why = await tryOfficial(cli, env, steps);
    if (why !== undefined) await installCompatible(cli, env, steps, why);
  };
  await withLock(`${folder}.setup-lock`, "Pulumi's command plugin", install, {
    timeoutSeconds: 1800,
    onWait: steps.say,
  });
}

/**
 * @param {import("./cli.js").PulumiCli} cli
 * @returns {string}
 */
function pluginFolder({ home }) {
  return path.join(
    home ?? path.join(os.homedir(), ".pulumi"),
    "plugins",
    `resource-command-v${versions.commandPlugin}`,
  );
}

/**
 * @param {string} folder
 * @returns {boolean} whether the official plugin is there, or ours as built from the sources of today
 */
function isInPlace(folder) {
  if (!isProgram(path.join(folder, programName("pulumi-resource-command")))) return false;
  const marked = path.join(folder, mark);
  return !fs.existsSync(marked) || fs.readFileSync(marked, "utf8") === sourceHash();
}

/**
 * @param {import("./cli.js").PulumiCli} cli
 * @param {NodeJS.ProcessEnv} env
 * @param {import("../shared/steps.js").Steps} steps
 * @returns {Promise<string | undefined>} why the official plugin cannot be had; undefined when it is in place
 */
async function tryOfficial(cli, env, steps) {
  const known = rememberedFailure("pulumi", env);
  if (known) return known;
  const result = await steps.step(`${title}: downloading`, "20 s", (report) => {
    const args = ["plugin", "install", "resource", "command", versions.commandPlugin, "--reinstall"];
    return tryRun(cli.command, args, { env, timeoutSeconds: 120, onLine: report });
  });
  if (result.code === 0) {
    fs.rmSync(path.join(pluginFolder(cli), mark), { force: true });
    return undefined;
  }
  const reason = result.output.trim().split("\n").pop() || "no answer within 120 s";
  rememberFailure("pulumi", reason);
  return reason;
}

/**
 * @param {import("./cli.js").PulumiCli} cli
 * @param {NodeJS.ProcessEnv} env
 * @param {import("../shared/steps.js").Steps} steps
 * @param {string} why
 */
async function installCompatible(cli, env, steps, why) {
  const hash = sourceHash();
  const output = path.join(
    cacheFolder("command-plugin", hash.slice(0, 16)),
    programName("pulumi-resource-command"),
  );
  steps.say(`  ${title} cannot be downloaded (${why}): this project's compatible plugin is used instead`);
  if (!isProgram(output)) {
    const ldflags = `-X main.version=${versions.commandPlugin}`;
    await steps.step("the compatible command plugin: building", "20 s to 2 minutes", (report) =>
      goBuild({ module: "command-plugin", package: ".", ldflags, output }, report, env),
    );
  }
  const install = [
    "plugin",
    "install",
    "resource",
    "command",
    versions.commandPlugin,
    "--reinstall",
    "--file",
    output,
  ];
  const result = await tryRun(cli.command, install, { env });
  if (result.code !== 0)
    throw new UserError(`${cli.command} ${install.join(" ")} failed. It said:\n${result.output}`);
  fs.writeFileSync(path.join(pluginFolder(cli), mark), hash);
}

/** @returns {string} a hash of all that the compatible plugin is built of */
function sourceHash() {
  const hash = createHash("sha256");
  const folder = goFolder("command-plugin");
  for (const name of fs.readdirSync(folder).sort())
    if (/^go\.(mod|sum)$|(?<!_test)\.go$/.test(name))
      hash.update(name).update(fs.readFileSync(path.join(folder, name)));
  return hash.update(versions.commandPlugin).digest("hex");
}

module.exports = { commandPlugin, pluginFolder, sourceHash };
