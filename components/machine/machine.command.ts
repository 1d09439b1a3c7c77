import { specCommand } from "../../lib/command";
import { ensureMachine, type MachineReport } from "./ensure";
import { removeMachine } from "./remove";
import type { MachineSpec } from "./spec";

// Run by Pulumi's Command resource: `node -e <loads this module> create`.
void specCommand<MachineSpec>("MACHINE_SPEC", "the machine's spec", {
  create: async (spec) => print(await ensureMachine(spec, reportOf(spec))),
  remove: (spec) => removeMachine(spec, reportOf(spec)),
});

function reportOf({ name }: MachineSpec): (line: string) => void {
  return (line) => void process.stderr.write(`[${name}] ${line}\n`);
}

/** What was done is for the person who looks on; the resource's output says what is, and so stays the same. */
function print({ action, ...machine }: MachineReport): void {
  process.stderr.write(
    `[${machine.name}] ${action}: ${machine.url} ${machine.engineVersion}`.trimEnd() + "\n",
  );
  process.stdout.write(`${JSON.stringify(machine)}\n`);
}
