"use strict";
// npm run swarm -- backup FILE: what a manager knows of the stack's swarm, in an encrypted file.
const path = require("node:path");
const { parseArgs } = require("node:util");
const { UserError } = require("../../lib/command.js");
const { givenFile } = require("../../lib/given-file.js");
const { selectedStack } = require("../pulumi/selected-stack.js");

const usage = `npm run swarm -- backup FILE                takes a backup of the selected stack's swarm
npm run swarm -- backup FILE --manager NODE  of that manager
npm run swarm -- backup FILE --downtime      also where the only manager has to stop for it

SWARM_BACKUP_PASSPHRASE encrypts it. A new swarm begins with it by the setting swarm.restore; see docs/operations.md.`;

/**
 * @param {readonly string[]} args
 * @returns {Promise<number>} exit code
 */
async function backup(args) {
  const { help, file, manager, downtime } = parsed(args);
  if (help) {
    process.stdout.write(`${usage}\n`);
    return 0;
  }
  if (file === undefined) throw new UserError(`A file is expected.\n${usage}`);
  const load = require("../../load.js");
  const files = load("machine/backup-file");
  const { store, name } = await selectedStack();
  try {
    files.passphrase();
    const session = await sessionOf(load, store, name);
    const taken = await load("swarm/swarm/backup").backupSwarm(session, {
      machine: manager,
      allowDowntime: downtime,
    });
    files.writeBackup(givenFile(file), taken);
  } catch (error) {
    throw new UserError(/** @type {Error} */ (error).message);
  }
  console.log(`Written: ${path.resolve(givenFile(file))}. Keep it and its passphrase apart.`);
  return 0;
}

/**
 * The session of the swarm that the stack's machines are in.
 * @param {(module: string) => any} load
 * @param {string} store
 * @param {string} stack
 */
async function sessionOf(load, store, stack) {
  const { thisRun } = load("swarm/session/run");
  const { probeAll } = load("swarm/session/probe");
  /** @type {{info?: import("../../components/engine/types").Info}[]} */
  const probes = await probeAll(thisRun.fleet(store));
  const swarmId = probes.map(({ info }) => info?.Swarm.Cluster?.ID).find(Boolean);
  if (swarmId) return thisRun.session(store, swarmId);
  throw new UserError(`No machine of the stack ${stack} in ${store} is a manager that answers.`);
}

/** @param {readonly string[]} args */
function parsed(args) {
  const options = /** @type {const} */ ({
    manager: { type: "string" },
    downtime: { type: "boolean" },
    help: { type: "boolean" },
  });
  try {
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
    if (positionals.length > 1) throw new Error(`one file expected, got ${positionals.join(", ")}`);
    return { ...values, file: positionals[0] };
  } catch (error) {
    throw new UserError(`${/** @type {Error} */ (error).message}\n${usage}`);
  }
}

module.exports = { backup };
