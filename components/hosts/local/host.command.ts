import { localHosts } from ".";
import { specCommand } from "../../../lib/command";
import type { HostSpec } from "../host";

const report = (line: string) => process.stderr.write(`${line}\n`);

// What a Pulumi Command runs for one host. Progress goes to standard error; "up" ends with one line of JSON on
// standard output.
void specCommand<HostSpec>(localHosts.variable, "the host's spec", {
  up: async (spec) => void process.stdout.write(`${JSON.stringify(await localHosts.up(spec, report))}\n`),
  down: (spec) => localHosts.down(spec, report),
});
