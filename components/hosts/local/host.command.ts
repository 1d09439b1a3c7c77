import { ensureLocalHost, removeLocalHost } from "./host";
import type { HostSpec } from "../host";

// What a Pulumi Command runs for one host: "up" or "down", with the host in LOCAL_HOST_SPEC. Progress and errors go to
// standard error; "up" ends with one line of JSON on standard output.
void main(process.argv[1], process.env.LOCAL_HOST_SPEC).catch((error: Error) => {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
});

async function main(verb: string | undefined, text: string | undefined): Promise<void> {
  if (!text) throw new Error("LOCAL_HOST_SPEC is not set: it holds the host as JSON");
  const spec = JSON.parse(text) as HostSpec;
  const report = (line: string) => process.stderr.write(`${line}\n`);
  if (verb === "up") process.stdout.write(`${JSON.stringify(await ensureLocalHost(spec, report))}\n`);
  else if (verb === "down") await removeLocalHost(spec, report);
  else throw new Error(`A local host can be brought "up" or "down", not ${JSON.stringify(verb)}`);
}
