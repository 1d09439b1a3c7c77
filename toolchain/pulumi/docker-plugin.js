"use strict";
// Pulumi's docker plugin, for programs with workloads. Nothing can replace it where it cannot be downloaded.
const { UserError } = require("../../lib/command.js");
const { tryRun } = require("../../lib/run.js");

/**
 * Installs the docker plugin, unless it is there.
 * @param {string} version
 * @param {string} program what needs it, for the message: "The example web-service"
 * @param {import("./cli.js").PulumiCli} cli
 * @param {NodeJS.ProcessEnv} env as pulumi gets it
 * @param {import("../shared/steps.js").Steps} steps
 * @throws UserError where it cannot be had
 */
async function dockerPlugin(version, program, cli, env, steps) {
  if (await isInstalled(version, cli, env)) return;
  const plugin = ["resource", "docker", version];
  await steps.step(`Pulumi's docker plugin ${version}: downloading`, "20 s", async (report) => {
    const options = { env, timeoutSeconds: 120, onLine: report };
    const { code, output } = await tryRun(cli.command, ["plugin", "install", ...plugin], options);
    if (code === 0) return;
    const why = output.trim().split("\n").pop() || "no answer within 120 s";
    throw new UserError(
      `${program} cannot run here: it needs Pulumi's docker plugin ${version}, which cannot be downloaded (${why}). ` +
        `Next: run \`pulumi plugin install ${plugin.join(" ")}\` where it can be. Examples without workloads do not need it.`,
    );
  });
}

/**
 * @param {string} version
 * @param {import("./cli.js").PulumiCli} cli
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<boolean>}
 */
async function isInstalled(version, cli, env) {
  const { code, stdout } = await tryRun(cli.command, ["plugin", "ls", "--json"], { env });
  if (code !== 0) return false;
  /** @type {{name: string, version?: string}[]} */
  const installed = JSON.parse(stdout);
  return installed.some((each) => each.name === "docker" && each.version === version);
}

module.exports = { dockerPlugin };
