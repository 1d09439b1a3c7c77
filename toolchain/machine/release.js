"use strict";
// The official docker-machine for this computer. Its checksum is pinned in lib/versions.json and comes from elsewhere than
// the file: whoever could change the file could change a checksum beside it as well.
const fs = require("node:fs");
const path = require("node:path");
const { removeDrafts, viaDraft } = require("../../lib/atomic-write.js");
const { dockerMachineRelease, downloadedDockerMachine } = require("../../lib/docker-machine.js");
const { tryRun } = require("../../lib/run.js");
const { download } = require("../packages/download.js");
const { tryDownload } = require("../packages/try-download.js");
const { unpack } = require("../packages/unpack.js");

/** @typedef {import("../../lib/docker-machine.js").DockerMachineRelease} DockerMachineRelease */

/**
 * Downloads docker-machine, if there is a release for this computer. Nobody else must be doing that now.
 * @param {import("../shared/steps.js").Steps} steps
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {Promise<string | undefined>} why it cannot be had; undefined when it is there
 */
async function downloadDockerMachine(steps, env = process.env) {
  const [release, file] = [dockerMachineRelease(), downloadedDockerMachine()];
  if (!release || !file) return `no release for ${process.platform} ${process.arch} has a known checksum`;
  const what = `docker-machine ${release.version}`;
  const work = () =>
    steps.step(`${what}: downloading the official release`, "10 s to 1 minute", (report) =>
      install(release, file, report),
    );
  return tryDownload("docker-machine", what, steps, work, env);
}

/**
 * @param {DockerMachineRelease} release
 * @param {string} file
 * @param {(line: string) => void} report
 */
async function install(release, file, report) {
  // What killed downloads left.
  removeDrafts(file);
  await viaDraft(file, async (draft) => {
    await (release.member ? downloadMember : downloadProgram)(release, draft, report);
    fs.chmodSync(draft, 0o755);
    await checkItStarts(release, draft);
  });
}

/**
 * @param {DockerMachineRelease} release
 * @param {string} file
 * @param {(line: string) => void} report
 */
function downloadProgram({ url, sha256 }, file, report) {
  return download(url, sha256, file, report);
}

/**
 * @param {DockerMachineRelease} release
 * @param {string} file
 * @param {(line: string) => void} report
 */
async function downloadMember({ url, sha256, member = "" }, file, report) {
  const folder = file.replace(/\.part$/, ".unpacked.part");
  const archive = path.join(folder, path.basename(url));
  try {
    await download(url, sha256, archive, report);
    await unpack(archive, folder, [member]);
    fs.renameSync(path.join(folder, member), file);
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * A verified program may still be one that this computer cannot run: for another processor, or too new.
 * @param {DockerMachineRelease} release
 * @param {string} file
 */
async function checkItStarts({ needs }, file) {
  const { code, output } = await tryRun(file, ["--version"], { timeoutSeconds: 60 });
  if (code === 0) return;
  const said = output.trim().split("\n").pop() || `exit code ${code}`;
  throw new Error(
    `it does not start on this computer${needs ? `, which needs ${needs} for it` : ""}: ${said}`,
  );
}

module.exports = { downloadDockerMachine };
