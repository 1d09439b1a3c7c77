import { prepareWorkspace, sweepWorkspace, type WorkspaceSpec } from "./workspace";

// Run by the cluster's first Command resource, which is made before and deleted after every machine: "prepare" or
// "sweep", with the cluster's folders in WORKSPACE_SPEC. Says on standard error what it found; prints no data.
void main(process.argv[1], process.env.WORKSPACE_SPEC).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});

async function main(verb: string | undefined, text: string | undefined): Promise<void> {
  if (!text) throw new Error("WORKSPACE_SPEC is not set: it holds the cluster's folders as JSON");
  const spec = JSON.parse(text) as WorkspaceSpec;
  if (verb === "prepare") prepareWorkspace(spec);
  else if (verb === "sweep") await sweepWorkspace(spec, (line) => process.stderr.write(`${line}\n`));
  else throw new Error(`prepare or sweep expected, got ${JSON.stringify(verb)}`);
}
