"use strict";
const fs = require("node:fs");
const path = require("node:path");
const { replaceFile } = require("../../lib/atomic-write.js");
const versions = require("../../lib/versions.json");
const { goBuild, goCommand, goEnvironment, goFolder } = require("../packages/go-build.js");
const { tryRun } = require("../../lib/run.js");
const { UserError } = require("../../lib/command.js");
const { programName } = require("../../lib/which.js");

const sdk = "github.com/pulumi/pulumi/sdk/v3";
/** Starts the process of dynamic resources; pulumi looks for it beside itself. */
const launcher = `pulumi-resource-pulumi-nodejs${process.platform === "win32" ? ".cmd" : ""}`;

/**
 * Builds pulumi, its language host for Node.js and the launcher of dynamic resources from Go modules.
 * @param {string} folder where the programs go
 * @param {import("../shared/steps.js").Steps} steps
 * @param {NodeJS.ProcessEnv} [env]
 */
async function buildPulumi(folder, steps, env = process.env) {
  await goCommand("build pulumi", env);
  const [command, languageHost] = programs(folder);
  if (!fs.existsSync(languageHost.output))
    await steps.step("pulumi's language host: building from Go modules", "20 s to 3 minutes", (report) =>
      goBuild(languageHost, report, env),
    );
  if (!fs.existsSync(command.output))
    await steps.step(`pulumi ${versions.pulumi}: building from Go modules`, "4 to 10 minutes", (report) =>
      goBuild(command, report, env),
    );
  await copyLauncher(folder, env);
}

/**
 * @param {string} folder
 * @returns {boolean} whether all that buildPulumi makes is there
 */
function isBuilt(folder) {
  const files = [...programs(folder).map(({ output }) => output), path.join(folder, launcher)];
  return files.every((file) => fs.existsSync(file));
}

/** @param {string} folder */
function programs(folder) {
  return [
    {
      module: "pulumi",
      package: "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi",
      ldflags: `-X ${sdk}/go/common/version.Version=v${versions.pulumi}`,
      output: path.join(folder, programName("pulumi")),
    },
    {
      module: "language-host",
      package: `${sdk}/nodejs/cmd/pulumi-language-nodejs`,
      output: path.join(folder, programName("pulumi-language-nodejs")),
    },
  ];
}

/**
 * The launcher is a script in the SDK's module, without the run bit.
 * @param {string} folder
 * @param {NodeJS.ProcessEnv} env
 */
async function copyLauncher(folder, env) {
  const go = await goCommand("build pulumi", env);
  const options = { cwd: goFolder("pulumi"), env: goEnvironment(env) };
  const listed = await tryRun(go, ["list", "-m", "-f", "{{.Dir}}", sdk], options);
  if (listed.code !== 0)
    throw new UserError(`go list -m ${sdk} failed in ${options.cwd}. It said:\n${listed.output}`);
  const script = fs.readFileSync(path.join(listed.stdout.trim(), "nodejs", "dist", launcher));
  replaceFile(path.join(folder, launcher), script, { mode: 0o755 });
}

module.exports = { buildPulumi, isBuilt };
