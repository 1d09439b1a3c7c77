import { specCommand } from "../../../lib/command";
import { ensureDockerHost } from "./host";
import { removeDockerHost } from "./remove";
import type { DockerHostSpec } from "./spec";

const report = (line: string) => process.stderr.write(`${line}\n`);

// What a Pulumi Command runs for one host. Progress goes to standard error; "up" ends with one line of JSON on
// standard output.
void specCommand<DockerHostSpec>("DOCKER_HOST_SPEC", "the host's spec", {
  up: async (spec) => void process.stdout.write(`${JSON.stringify(await ensureDockerHost(spec, report))}\n`),
  down: (spec) => removeDockerHost(spec, report),
});
