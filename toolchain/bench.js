"use strict";
// npm run bench [-- --nodes 3,10 --rounds 5 --simulated 100,1000 --ansible --json FILE --svg FOLDER]: the exercise by hand and
// by Pulumi, side by side on this computer; or the preview of simulated nodes, which need no hosts; or the swarm beside
// Ansible. All files of a run are in a folder of its own, which goes with it.
const fs = require("node:fs");
const path = require("node:path");
const { benchArguments } = require("../bench/arguments.js");
const { main } = require("../lib/command.js");
const { checkLocalHosts, prepareLocalHosts } = require("./hosts/local-hosts.js");
const { projectFolder } = require("./shared/project.js");
const { foreground } = require("../lib/foreground.js");
const { setUp } = require("./setup.js");
const { createSteps } = require("./shared/steps.js");

main(async () => {
  const needsHosts = !benchArguments(process.argv.slice(2)).simulated;
  if (needsHosts) checkLocalHosts();
  const steps = createSteps();
  const folder = fs.mkdtempSync(path.join(projectFolder, ".bench-"));
  // Set-up then prepares no backend and no passphrase of this clone.
  process.env.PULUMI_BACKEND_URL = `file://${folder}`;
  try {
    const { env } = await setUp(steps, async () => (needsHosts ? prepareLocalHosts(steps) : undefined));
    const script = ["--require", "./load.js", path.join("bench", "main.ts"), ...process.argv.slice(2)];
    const options = { cwd: projectFolder, env: { ...env, BENCH_FOLDER: folder } };
    return await foreground(process.execPath, script, options);
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
});
