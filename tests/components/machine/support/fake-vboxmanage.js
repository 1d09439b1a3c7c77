#!/usr/bin/env node
"use strict";
// A stand-in of VBoxManage: lists the virtual machines that the stand-in of docker-machine keeps, as VirtualBox does.
const fs = require("node:fs");
const path = require("node:path");

const [command, argument] = process.argv.slice(2);
const folder = path.join(__dirname, "vms");
const files = fs.existsSync(folder) ? fs.readdirSync(folder).sort() : [];
/** @param {string} file */
const idOf = (file) => Buffer.from(file).toString("hex");

if (fs.existsSync(path.join(__dirname, "vbox-broken"))) {
  process.stderr.write("VBoxManage: error: Failed to create the VirtualBox object!\n");
  process.exit(1);
}
for (const file of files) {
  const name = file.replace(/^\d+-/, "");
  if (command === "list") process.stdout.write(`"${name}" {${idOf(file)}}\n`);
  if (command !== "showvminfo" || argument !== idOf(file)) continue;
  process.stdout.write(`name="${name}"\nCfgFile="${fs.readFileSync(path.join(folder, file), "utf8")}"\n`);
}
