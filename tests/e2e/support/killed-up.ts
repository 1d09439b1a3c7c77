import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, truncateSync } from "node:fs";
import { join } from "node:path";
import { repairFileBackend } from "../../../toolchain/pulumi/file-backend";
import { descendantsOf } from "./processes";
import { project, type TestStack } from "./stack";

/**
 * Kills the `up` of a stack outright at a moment of its run, as a closed terminal or a crash would, and takes its lock
 * away. What it has started goes on until it notices: Pulumi's plugins look for it every five minutes.
 * @param isMoment whether it is time, by what pulumi has printed so far or by what is there
 * @returns ids of the providers that were at work for it
 * @throws when pulumi ends before that
 */
export async function killUp(stack: TestStack, isMoment: (output: string) => boolean): Promise<string[]> {
  const flags = ["up", "--yes", "--skip-preview", "--non-interactive", "--stack", stack.name];
  const [program, ...args] = stack.command("pulumi", [...flags, ...stack.configFlags]);
  const child = spawn(program, args, {
    cwd: project,
    env: stack.environment(),
    detached: true,
    stdio: ["ignore", "pipe", "inherit"],
  });
  let output = "";
  child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
  const ended = once(child, "exit");
  while (child.exitCode === null && !isMoment(output)) await new Promise((wake) => setTimeout(wake, 10));
  if (child.exitCode !== null) throw new Error(`pulumi ended before it could be killed:\n${output}`);
  // Stopped, it learns nothing more while its providers are looked for.
  process.kill(-child.pid!, "SIGSTOP");
  const providers = descendantsOf(child.pid!, "dynamic-provider");
  process.kill(-child.pid!, "SIGKILL");
  await ended;
  const backend = join(stack.directory, "backend");
  emptyAttributes(backend);
  // As the project's own commands do before anything else.
  repairFileBackend(backend);
  await stack.ok("cancel", "--yes");
  return providers;
}

/** Leaves a state as a kill at the worst moment does: between the two steps in which its attributes are written. */
function emptyAttributes(backend: string): void {
  const stacks = join(backend, ".pulumi", "stacks");
  const names = readdirSync(stacks, { recursive: true, encoding: "utf8" });
  for (const name of names) if (name.endsWith(".attrs")) truncateSync(join(stacks, name));
}
