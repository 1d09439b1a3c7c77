import { specCommand } from "../../../lib/command";
import type { HostSpec } from "../host";
import { ensureLocalHost, removeLocalHost } from "./host";

const report = (line: string) => process.stderr.write(`${line}\n`);

// What a Pulumi Command runs for one host. Progress goes to standard error; "up" ends with one line of JSON on
// standard output.
void specCommand<HostSpec>("LOCAL_HOST_SPEC", "the host's spec", {
  up: async (spec) => void process.stdout.write(`${JSON.stringify(await ensureLocalHost(spec, report))}\n`),
  down: (spec) => removeLocalHost(spec, report),
});
