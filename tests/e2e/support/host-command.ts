import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import type { HostAccess, HostSpec } from "../../../components/hosts/host";

/** Turns a program and its arguments into those that run it somewhere else. */
type Wrap = (program: string, args: readonly string[]) => [string, ...string[]];

/**
 * Starts "up" or "down" for a host, in a process of its own, as Pulumi does.
 * @param inside where. @default on this computer
 */
export function start(
  verb: string,
  spec: HostSpec,
  inside: Wrap = (program, args) => [program, ...args],
): ChildProcess {
  const program = 'require("./load.js")("machine/local/host.command")';
  const [file, ...args] = inside(process.execPath, ["-e", program, verb]);
  return spawn(file, args, {
    env: { ...process.env, LOCAL_HOST_SPEC: JSON.stringify(spec) },
    stdio: ["ignore", "pipe", "pipe"],
  });
}

/** Kills a process after some time, and resolves when it is gone, killed or by itself. */
export async function killAfter(milliseconds: number, child: ChildProcess): Promise<void> {
  const ended = once(child, "exit");
  await new Promise((wake) => setTimeout(wake, milliseconds));
  child.kill("SIGKILL");
  await ended;
}

/** The same to its end; an exit code other than 0 is an error. */
export async function command(
  verb: string,
  spec: HostSpec,
  inside?: Wrap,
): Promise<{ access?: HostAccess; progress: string }> {
  const child = start(verb, spec, inside);
  let [output, progress] = ["", ""];
  child.stdout!.on("data", (text) => (output += text));
  child.stderr!.on("data", (text) => (progress += text));
  const [code] = await once(child, "close");
  if (code !== 0) throw new Error(`exit code ${code}: ${progress}`);
  return { access: output ? (JSON.parse(output) as HostAccess) : undefined, progress };
}
