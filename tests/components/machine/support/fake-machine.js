#!/usr/bin/env node
"use strict";
// A stand-in of docker-machine: notes its arguments, and does what behaviour.json beside it says. It keeps records in
// the store as docker-machine does, and takes certificates from the folder "certs" beside it. The virtual machines of its
// driver virtualbox are files in the folder "vms" beside it, for the whole computer and by name, as VirtualBox has them.
const fs = require("node:fs");
const path = require("node:path");

const args = process.argv.slice(2);
const behaviour = JSON.parse(fs.readFileSync(path.join(__dirname, "behaviour.json"), "utf8"));
const command = args.find((arg) => !arg.startsWith("-")) ?? "";
const store = valueOf("storage-path");
const note = { args, environment: { TOKEN: process.env.TOKEN, MACHINE_SPEC: process.env.MACHINE_SPEC } };
fs.appendFileSync(path.join(__dirname, "calls.jsonl"), `${JSON.stringify(note)}\n`);

/** @param {string} target */
const copyCertificates = (target) => fs.cpSync(path.join(__dirname, "certs"), target, { recursive: true });

/** @type {Record<string, () => void>} */
const commands = {
  create() {
    const name = args[args.length - 1];
    const driver = valueOf("driver");
    const folder = path.join(store, "machines", name);
    if (!fs.existsSync(path.join(store, "certs"))) copyCertificates(path.join(store, "certs"));
    if (driver === "none") return finish("made");
    if (fs.existsSync(folder)) fail(`Docker machine "${name}" already exists`);
    fs.mkdirSync(folder, { recursive: true });
    const record = {
      DriverName: driver,
      Driver: { IPAddress: "127.0.0.1", EnginePort: behaviour.enginePort },
    };
    fs.writeFileSync(path.join(folder, "config.json"), JSON.stringify(record));
    if (driver === "virtualbox") createVm(name, path.join(folder, name, `${name}.vbox`));
    if (next("create") === "fail") fail("Error creating machine: the driver says no");
    if (behaviour.wasLast === "hang") return hang();
    if (behaviour.wasLast === "limit") fail("start of the service was attempted too often");
    if (behaviour.wasLast !== "untrusted") copyCertificates(folder);
    finish("made");
  },
  rm() {
    const name = args[args.length - 1];
    const folder = path.join(store, "machines", name);
    if (!args.includes("-f") && next("rm") === "fail")
      fail(`Error removing host "${name}": the driver says no`);
    const [first] = vms(name);
    if (first) fs.rmSync(first);
    fs.rmSync(folder, { recursive: true, force: true });
    finish(`Successfully removed ${name}`);
  },
  status() {
    const state = next("status");
    if (state === "fail") fail("machine does not exist");
    finish(state);
  },
  start: () => finish("started"),
  ip: () => finish(behaviour.ip ? next("ip") : "127.0.0.1"),
  ssh: () => finish(next("ssh")),
  provision() {
    if (next("provision") === "fail") fail("no way");
    copyCertificates(path.join(store, "machines", args[args.length - 1]));
    finish("provisioned");
  },
};

/**
 * The files of the virtual machines of a name, the oldest first: VBoxManage takes the first it meets.
 * @param {string} name
 */
function vms(name) {
  const folder = path.join(__dirname, "vms");
  const files = fs.existsSync(folder) ? fs.readdirSync(folder).sort() : [];
  return files.filter((file) => file.endsWith(`-${name}`)).map((file) => path.join(folder, file));
}

/**
 * @param {string} name
 * @param {string} file its settings
 */
function createVm(name, file) {
  const isTaken = vms(name).length > 0;
  fs.mkdirSync(path.join(__dirname, "vms"), { recursive: true });
  fs.writeFileSync(path.join(__dirname, "vms", `${Date.now()}-${name}`), file);
  if (isTaken) fail("VBoxManage: error: Storage controller named 'SATA' already exists");
}

/**
 * The next of a command's behaviours; the last one stays.
 * @param {string} name
 */
function next(name) {
  const file = path.join(__dirname, `count-${name}`);
  const count = fs.existsSync(file) ? Number(fs.readFileSync(file, "utf8")) : 0;
  fs.writeFileSync(file, String(count + 1));
  const list = behaviour[name] ?? ["ok"];
  return (behaviour.wasLast = list[Math.min(count, list.length - 1)]);
}

/** @param {string} line */
function finish(line) {
  process.stdout.write(`${line}\n`);
}

/**
 * @param {string} line
 * @returns {never}
 */
function fail(line) {
  process.stderr.write(`${line}\n`);
  process.exit(1);
}

/** With a child of its own, as docker-machine has its plugins. */
function hang() {
  const child = require("node:child_process").spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"]);
  fs.writeFileSync(path.join(__dirname, "hanging"), `${process.pid} ${child.pid}`);
  setInterval(() => {}, 1000);
}

/** @param {string} flag */
function valueOf(flag) {
  const prefix = `--${flag}=`;
  return (args.find((arg) => arg.startsWith(prefix)) ?? "").slice(prefix.length);
}

commands[command]();
