"use strict";
const { tryRun } = require("../../lib/run.js");
const { which } = require("../../lib/which.js");
const { UserError } = require("../../lib/command.js");

/** Packages of Debian by the programs they bring; of several programs, one is enough. */
const hostPackages = {
  debootstrap: "debootstrap",
  "systemd-nspawn": "systemd-container",
  ip: "iproute2",
  "iptables|nft": "iptables",
  ssh: "openssh-client",
};
/** What the end-to-end tests need besides: a container image made of one file, a browser, an engine like a person's. */
const testPackages = { busybox: "busybox-static", chromium: "chromium", dockerd: "docker.io" };

/**
 * Installs the Debian packages of some programs that are not on PATH.
 * @param {Record<string, string>} packages by program
 * @param {string} purpose what needs them, for messages
 * @param {import("../shared/steps.js").Steps} steps
 * @param {NodeJS.ProcessEnv} [env]
 */
async function debianPackages(packages, purpose, steps, env = process.env) {
  const names = missingPackages(packages, env);
  if (names.length === 0) return;
  const install = `apt-get install ${names.join(" ")}`;
  if (!which(["apt-get"], env))
    throw new UserError(
      `${purpose} need the programs of the Debian packages ${names.join(", ")}: install what your system calls them.`,
    );
  if (process.getuid?.() !== 0)
    throw new UserError(
      `${purpose} need the Debian packages ${names.join(", ")}: run "sudo ${install}" once.`,
    );
  await steps.step(`Debian packages for ${purpose}: ${install}`, "10 s to 1 minute", async (report) => {
    const options = { env: { ...env, DEBIAN_FRONTEND: "noninteractive" }, onLine: report };
    const args = ["install", "--yes", "--no-install-recommends", ...names];
    let result = await tryRun("apt-get", args, options);
    if (result.code !== 0) {
      await tryRun("apt-get", ["update"], options);
      result = await tryRun("apt-get", args, options);
    }
    if (result.code !== 0)
      throw new UserError(`${install} failed. It said:\n${result.output.trim().slice(-2000)}`);
  });
}

/**
 * @param {Record<string, string>} packages
 * @param {NodeJS.ProcessEnv} env
 * @returns {string[]}
 */
function missingPackages(packages, env) {
  const PATH = [env.PATH, "/usr/sbin", "/sbin"].filter(Boolean).join(":");
  return Object.keys(packages)
    .filter((programs) => !which(programs.split("|"), { PATH }))
    .map((programs) => packages[programs]);
}

module.exports = { debianPackages, missingPackages, hostPackages, testPackages };
