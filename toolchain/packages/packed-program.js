"use strict";
// A Pulumi program with this package as others get it: packed by npm, and installed from that file.
const { createHash } = require("node:crypto");
const fs = require("node:fs");
const path = require("node:path");
const { UserError } = require("../../lib/command.js");
const { tryRun } = require("../../lib/run.js");
const { projectFolder } = require("../shared/project.js");
const { npm } = require("./npm.js");

const packageName = "pulumi-docker-machine-swarm";
/** What the package is made of. */
const sources = ["components", "lib", "load.js", "package.json", "tsconfig.json", "tsconfig.build.json"];

/**
 * Copies a program and installs its packages, this one from its packed file. What else is in the folder stays.
 * @param {string} source folder of the program, absolute or in this project
 * @param {string} target folder to install it to
 * @param {NodeJS.ProcessEnv} [env]
 * @throws UserError with what npm said
 */
async function installPacked(source, target, env = process.env) {
  fs.mkdirSync(target, { recursive: true });
  const files = path.resolve(projectFolder, source);
  fs.cpSync(files, target, { recursive: true, filter: (file) => file === files || isSource(file) });
  const file = await pack(target, env);
  const manifest = path.join(target, "package.json");
  const program = JSON.parse(fs.readFileSync(manifest, "utf8"));
  program.dependencies[packageName] = `file:${file}`;
  fs.writeFileSync(manifest, `${JSON.stringify(program, undefined, 2)}\n`);
  // A lock file would hold the checksum of an earlier package of the same version.
  fs.rmSync(path.join(target, "package-lock.json"), { force: true });
  fs.rmSync(path.join(target, "node_modules", packageName), { recursive: true, force: true });
  await runNpm(target, env, "install", "--prefer-offline", "--no-audit", "--no-fund");
  fs.writeFileSync(stampOf(target), digestOf(files));
}

/**
 * Whether a program was installed there by {@link installPacked}, as it and the package are now.
 * @param {string} source folder of the program, absolute or in this project
 * @param {string} target folder it was installed to
 */
function isInstalled(source, target) {
  const stamp = stampOf(target);
  return (
    fs.existsSync(stamp) && fs.readFileSync(stamp, "utf8") === digestOf(path.resolve(projectFolder, source))
  );
}

/** @param {string} target */
function stampOf(target) {
  // npm removes it with the packages.
  return path.join(target, "node_modules", ".packed");
}

/** @param {string} files folder of the program */
function digestOf(files) {
  const hash = createHash("sha256");
  for (const part of [...sources.map((name) => path.join(projectFolder, name)), files])
    for (const file of filesIn(part)) hash.update(file).update(fs.readFileSync(file));
  return hash.digest("hex");
}

/**
 * @param {string} file
 * @returns {string[]} it, or all that is in it
 */
function filesIn(file) {
  if (!fs.statSync(file).isDirectory()) return [file];
  const names = fs.readdirSync(file).sort();
  return names
    .map((name) => path.join(file, name))
    .filter(isSource)
    .flatMap(filesIn);
}

/**
 * Not what npm and pulumi leave beside a program.
 * @param {string} file
 */
function isSource(file) {
  return !/^(node_modules|\.state)$/.test(path.basename(file));
}

/**
 * Builds the package's file; a build that was there before is rebuilt, and otherwise none is left.
 * @param {string} target folder for the file
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<string>} name of the file
 */
async function pack(target, env) {
  const dist = path.join(projectFolder, "dist");
  const wasThere = fs.existsSync(dist);
  await runNpm(projectFolder, env, "run", "prepack");
  const [{ filename }] = JSON.parse(
    await runNpm(projectFolder, env, "pack", "--json", "--pack-destination", target),
  );
  if (!wasThere) fs.rmSync(dist, { recursive: true, force: true });
  return path.basename(filename);
}

/**
 * @param {string} cwd
 * @param {NodeJS.ProcessEnv} env
 * @param {...string} args
 * @returns {Promise<string>} standard output
 */
async function runNpm(cwd, env, ...args) {
  const [command, ...first] = npm(env);
  const { code, stdout, output } = await tryRun(command, [...first, ...args, "--ignore-scripts"], {
    cwd,
    env,
  });
  if (code !== 0) throw new UserError(`npm ${args.join(" ")} failed in ${cwd}. It said:\n${output}`);
  return stdout;
}

module.exports = { installPacked, isInstalled, pack, packageName };
