import { ensureDockerHost, removeDockerHost } from "./host";
import type { DockerHostSpec } from "./spec";

// What a Pulumi Command runs for one host: "up" or "down", with the host in DOCKER_HOST_SPEC. Progress and errors go to
// standard error; "up" ends with one line of JSON on standard output.
void main(process.argv[1], process.env.DOCKER_HOST_SPEC).catch((error: Error) => {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
});

async function main(verb: string | undefined, text: string | undefined): Promise<void> {
  if (!text) throw new Error("DOCKER_HOST_SPEC is not set: it holds the host as JSON");
  const spec = JSON.parse(text) as DockerHostSpec;
  const report = (line: string) => process.stderr.write(`${line}\n`);
  if (verb === "up") process.stdout.write(`${JSON.stringify(await ensureDockerHost(spec, report))}\n`);
  else if (verb === "down") await removeDockerHost(spec, report);
  else throw new Error(`A host can be brought "up" or "down", not ${JSON.stringify(verb)}`);
}
