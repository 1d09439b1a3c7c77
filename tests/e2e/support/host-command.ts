import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import type { HostAccess, HostSpec } from "../../../components/hosts/host";

/** Starts "up" or "down" for a host, in a process of its own, as Pulumi does. */
export function start(verb: string, spec: HostSpec): ChildProcess {
  const program = 'require("./load.js")("machine/local/host.command")';
  return spawn(process.execPath, ["-e", program, verb], {
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
): Promise<{ access?: HostAccess; progress: string }> {
  const child = start(verb, spec);
  let [output, progress] = ["", ""];
  child.stdout!.on("data", (text) => (output += text));
  child.stderr!.on("data", (text) => (progress += text));
  const [code] = await once(child, "close");
  if (code !== 0) throw new Error(`exit code ${code}: ${progress}`);
  return { access: output ? (JSON.parse(output) as HostAccess) : undefined, progress };
}
