import { ensureMachine, type MachineReport } from "./ensure";
import { removeMachine } from "./remove";
import type { MachineSpec } from "./spec";

// Run by Pulumi's Command resource: `node -e <loads this module> create`, the machine's spec in MACHINE_SPEC.
void main(process.argv[1], process.env.MACHINE_SPEC).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});

async function main(verb: string | undefined, text: string | undefined): Promise<void> {
  const spec = parse(text);
  const report = (line: string) => void process.stderr.write(`[${spec.name}] ${line}\n`);
  if (verb === "create") print(await ensureMachine(spec, report));
  else if (verb === "remove") await removeMachine(spec, report);
  else throw new Error(`create or remove expected, got ${JSON.stringify(verb)}`);
}

function parse(text: string | undefined): MachineSpec {
  if (!text)
    throw new Error("The environment variable MACHINE_SPEC is missing: it holds the machine's spec as JSON.");
  return JSON.parse(text) as MachineSpec;
}

/** What was done is for the person who looks on; the resource's output says what is, and so stays the same. */
function print({ action, ...machine }: MachineReport): void {
  process.stderr.write(
    `[${machine.name}] ${action}: ${machine.url} ${machine.engineVersion}`.trimEnd() + "\n",
  );
  process.stdout.write(`${JSON.stringify(machine)}\n`);
}
