import { specCommand } from "../../lib/command";
import type { WorkspaceSpec } from "./folders";
import { prepareWorkspace, sweepWorkspace } from "./workspace";

// Run by the cluster's first Command resource, which is created before every machine and deleted after all of them.
// Says on standard error what it found; prints no data.
void specCommand<WorkspaceSpec>("WORKSPACE_SPEC", "the cluster's folders", {
  prepare: prepareWorkspace,
  sweep: (spec) => sweepWorkspace(spec, (line) => process.stderr.write(`${line}\n`)),
});
