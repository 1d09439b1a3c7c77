import { specCommand } from "../../lib/command";
import { ensureContext, removeContext, type ContextSpec } from "./context";

// Run by Pulumi's Command resource: `node -e <loads this module> create`.
void specCommand<ContextSpec>("CONTEXT_SPEC", "the context's spec", {
  create: async (spec) => {
    await ensureContext(spec, reportOf(spec));
    process.stdout.write(`${spec.contextName}\n`);
  },
  remove: (spec) => removeContext(spec, reportOf(spec)),
});

function reportOf({ contextName }: ContextSpec): (line: string) => void {
  return (line) => void process.stderr.write(`[context ${contextName}] ${line}\n`);
}
