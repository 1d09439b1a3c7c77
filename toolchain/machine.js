"use strict";
// npm run machine -- ls | ssh node1 | env node1 ...: docker-machine on the machines of the selected stack.
const fs = require("node:fs");
const { dockerMachine } = require("./machine/docker-machine.js");
const { main } = require("../lib/command.js");
const { errorsOfSsh, withoutFarewell } = require("./machine/output.js");
const { machineTable } = require("./machine/table.js");
const { projectFolder } = require("./shared/project.js");
const { foreground } = require("../lib/foreground.js");
const { selectedStack } = require("./pulumi/selected-stack.js");
const { createSteps } = require("./shared/steps.js");

main(async () => {
  const args = process.argv.slice(2);
  const { store } = await selectedStack();
  const command = rememberedBinary(store) ?? (await dockerMachine(createSteps()));
  const env = {
    ...process.env,
    MACHINE_STORAGE_PATH: store,
    // docker-machine would send crash reports, with its log, to a third party.
    MACHINE_BUGSNAG_API_TOKEN: "no-report",
    ...shellOf(process.env),
  };
  if (args.length === 1 && args[0] === "ls") return list(command, store, env);
  return args[0] === "ssh" ? ssh(command, args, env) : run(command, args, env);
});

/**
 * What `env` takes the person's shell from. Where SHELL is not set, as in cron and in CI, docker-machine would give up;
 * what calls it there is sh.
 * @param {NodeJS.ProcessEnv} env
 * @returns {NodeJS.ProcessEnv}
 */
function shellOf({ SHELL }) {
  // On Windows it looks at the process that called it instead.
  return SHELL || process.platform === "win32" ? {} : { SHELL: "/bin/sh" };
}

/**
 * Also brings the store's paths up to date, if it was moved.
 * @param {string} store
 * @returns {string | undefined} the docker-machine that the settings name, if they name one
 */
function rememberedBinary(store) {
  // A store that is not there remembers nothing, and load.js needs npm packages that may not be there yet either.
  if (!fs.existsSync(store)) return undefined;
  const load = require("../load.js");
  load("machine/store/relocate").relocateStore(store);
  const { recallSpec } = load("machine/store/notes");
  /** @type {string[]} */
  const names = load("machine/store/record").listMachines(store);
  const named = names.map((name) => recallSpec(store, name)?.machineBinary).find(Boolean);
  return named && load("machine/tool/binary").findBinary(named);
}

/**
 * @param {string} command
 * @param {string} store
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<number>}
 */
async function list(command, store, env) {
  const { code, text } = await machineTable(command, store, env);
  (code === 0 ? process.stdout : process.stderr).write(text);
  return code;
}

/**
 * @param {string} command
 * @param {readonly string[]} args
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<number>} the remote command's exit code
 */
async function ssh(command, args, env) {
  const errors = errorsOfSsh();
  // A remote shell wants the terminal itself.
  const stdout = process.stdout.isTTY ? undefined : withoutFarewell();
  const code = await foreground(command, args, { cwd: projectFolder, env, stdout, stderr: errors.stream });
  return errors.exitCode(code);
}

/**
 * @param {string} command
 * @param {readonly string[]} args
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<number>}
 */
function run(command, args, env) {
  const streams = { stdout: withoutFarewell(), stderr: withoutFarewell() };
  return foreground(command, args, { cwd: projectFolder, env, ...streams });
}
