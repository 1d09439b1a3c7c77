"use strict";
const fs = require("node:fs");
const path = require("node:path");
const { removeDrafts } = require("../../lib/atomic-write.js");
const versions = require("../../lib/versions.json");
const { download, downloadText } = require("../packages/download.js");
const { unpack } = require("../packages/unpack.js");
const { programName } = require("../../lib/which.js");

/**
 * Gets the official release of pulumi, checked against the checksums published with it.
 * @param {string} folder where its programs go; it appears only when it is whole
 * @param {import("../shared/steps.js").Steps} steps
 */
async function downloadPulumi(folder, steps) {
  const name = archiveName(process.platform, process.arch);
  const sha256 = checksumOf(name, await downloadText(checksumsUrl(versions.pulumi)));
  const title = `pulumi ${versions.pulumi}: downloading the official release`;
  await steps.step(title, "1 minute", async (report) => {
    // What killed downloads left; nobody else downloads it now, since that happens under a lock.
    removeDrafts(folder);
    const draft = `${folder}.${process.pid}.part`;
    try {
      const archive = path.join(draft, name);
      await download(`https://get.pulumi.com/releases/sdk/${name}`, sha256, archive, report);
      await unpack(archive, draft);
      fs.rmSync(folder, { recursive: true, force: true });
      fs.renameSync(programsIn(draft), folder);
    } finally {
      fs.rmSync(draft, { recursive: true, force: true });
    }
  });
}

/** @param {string} version */
function checksumsUrl(version) {
  return `https://github.com/pulumi/pulumi/releases/download/v${version}/pulumi-${version}-checksums.txt`;
}

/**
 * @param {NodeJS.Platform} platform
 * @param {NodeJS.Architecture} arch
 * @returns {string} the file name of the release
 */
function archiveName(platform, arch) {
  const system = platform === "win32" ? "windows" : platform;
  return `pulumi-v${versions.pulumi}-${system}-${arch}.${platform === "win32" ? "zip" : "tar.gz"}`;
}

/**
 * @param {string} name
 * @param {string} checksums lines of "<checksum>  <file name>"
 * @returns {string}
 */
function checksumOf(name, checksums) {
  const line = checksums.split(/\r?\n/).find((candidate) => candidate.trim().split(/\s+\*?/)[1] === name);
  if (!line) throw new Error(`there is no release ${name}`);
  return line.trim().split(/\s+/)[0];
}

/**
 * @param {string} folder the unpacked archive: pulumi/ with the programs, on Windows pulumi/bin/
 * @returns {string}
 */
function programsIn(folder) {
  const candidates = [path.join(folder, "pulumi", "bin"), path.join(folder, "pulumi")];
  const found = candidates.find((candidate) => fs.existsSync(path.join(candidate, programName("pulumi"))));
  if (!found) throw new Error(`the official release holds no ${programName("pulumi")}`);
  return found;
}

module.exports = { downloadPulumi, archiveName, checksumOf };
