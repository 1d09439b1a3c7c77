import { ensureContext, removeContext, type ContextSpec } from "./context";

// Run by Pulumi's Command resource: `node -e <loads this module> create`, the context's spec in CONTEXT_SPEC.
void main(process.argv[1], process.env.CONTEXT_SPEC).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});

async function main(verb: string | undefined, text: string | undefined): Promise<void> {
  if (!text)
    throw new Error("The environment variable CONTEXT_SPEC is missing: it holds the context's spec as JSON.");
  const spec = JSON.parse(text) as ContextSpec;
  const report = (line: string) => void process.stderr.write(`[context ${spec.contextName}] ${line}\n`);
  if (verb === "create") await ensureContext(spec, report);
  else if (verb === "remove") return removeContext(spec, report);
  else throw new Error(`create or remove expected, got ${JSON.stringify(verb)}`);
  process.stdout.write(`${spec.contextName}\n`);
}
