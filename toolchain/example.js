"use strict";
// npm run example -- NAME [PULUMI COMMAND]: runs a program of examples/ for real, from a copy in .state/examples/NAME.
const fs = require("node:fs");
const path = require("node:path");
const { main, UserError } = require("../lib/command.js");
const { foreground } = require("../lib/foreground.js");
const { tryRun } = require("../lib/run.js");
const { installPacked, isInstalled } = require("./packages/packed-program.js");
const { dockerPlugin } = require("./pulumi/docker-plugin.js");
const { pulumiEnvironment } = require("./pulumi/environment.js");
const { setUp } = require("./setup.js");
const { projectFolder, stateFolder, defaultStack } = require("./shared/project.js");
const { createSteps } = require("./shared/steps.js");

const examples = path.join(projectFolder, "examples");

main(async () => {
  const [name, ...args] = process.argv.slice(2);
  const known = fs
    .readdirSync(examples)
    .filter((each) => fs.existsSync(path.join(examples, each, "Pulumi.yaml")));
  if (!known.includes(name))
    throw new UserError(`npm run example -- ${known.join(" | ")} expected${name ? `, got "${name}"` : ""}`);
  const folder = path.join(stateFolder, "examples", name);
  const steps = createSteps();
  const tools = await setUp(steps);
  const env = { ...pulumiEnvironment(tools.cli, stateFolder), ...ownBackend(folder) };
  const { dependencies } = JSON.parse(fs.readFileSync(path.join(examples, name, "package.json"), "utf8"));
  const plugin = dependencies["@pulumi/docker"];
  if (plugin) await dockerPlugin(plugin, `The example ${name}`, tools.cli, env, steps);
  if (!isInstalled(`examples/${name}`, folder))
    await steps.step(`${name}: installing it with this package`, "20 s", () =>
      installPacked(`examples/${name}`, folder),
    );
  const pulumi = { command: tools.cli.command, options: { cwd: folder, env } };
  await selectStack(pulumi);
  return foreground(pulumi.command, args.length > 0 ? args : ["up"], pulumi.options);
});

/**
 * A backend beside the program, unless the person has one.
 * @param {string} folder
 * @returns {NodeJS.ProcessEnv}
 */
function ownBackend(folder) {
  if (process.env.PULUMI_BACKEND_URL !== undefined) return {};
  const backend = path.join(folder, ".state", "backend");
  fs.mkdirSync(backend, { recursive: true, mode: 0o700 });
  return { PULUMI_BACKEND_URL: `file://${backend}` };
}

/**
 * @param {{command: string, options: {cwd: string, env: NodeJS.ProcessEnv}}} pulumi
 */
async function selectStack({ command, options }) {
  const select = [
    "stack",
    "select",
    "--create",
    process.env.PULUMI_STACK ?? defaultStack,
    "--non-interactive",
  ];
  const { code, output } = await tryRun(command, select, options);
  if (code !== 0) throw new UserError(`pulumi cannot select the stack. It said:\n${output}`);
}
