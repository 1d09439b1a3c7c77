import { isIP } from "node:net";
import type { HostAccess } from "../../hosts/host";
import { driverOf } from "../drivers";
import { run, runOrThrow, type RunOptions, type RunResult } from "../../../lib/run";
import type { MachineSpec } from "../spec";
import { variablesThatChangePlans } from "./environment";
import { openLog } from "./log";
import { hasOldSsh } from "./old-ssh";
import { progressOf } from "./progress";
import { commandArguments, createArguments, globalArguments } from "./arguments";
import type { SharedSsh } from "./shared-ssh";

/** A machine, and the docker-machine that acts on it. */
export interface Tool {
  readonly spec: MachineSpec;
  /** Absolute path of docker-machine. */
  readonly binary: string;
}

type CallOptions = Pick<RunOptions, "timeoutSeconds" | "onLine">;

/**
 * Runs `docker-machine create`. Deadline: the spec's createTimeoutSeconds.
 * @param access how the host is reached, of a driver with hosts
 * @param ssh a connection to the host. @default docker-machine opens its own
 * @throws when it fails or does not end before its deadline
 */
export async function callCreate(
  tool: Tool,
  access: HostAccess | undefined,
  onLine: RunOptions["onLine"],
  ssh?: SharedSsh,
) {
  const args = createArguments(tool.spec, access, await usesSshProgram(tool, ssh));
  await runLogged(tool, "create", args, { timeoutSeconds: createSeconds(tool.spec), onLine }, ssh);
}

/** Runs a command whose output is told in a few lines; all of it is in a file, which an error names. */
async function runLogged(
  tool: Tool,
  command: string,
  args: string[],
  options: CallOptions,
  ssh?: SharedSsh,
): Promise<RunResult> {
  const log = openLog(tool.spec, command);
  const shown = settings(tool, options, ssh);
  const onLine = (line: string) => {
    log.line(line);
    shown.onLine?.(line);
  };
  const nextStep = `read ${log.file}, which has all that docker-machine said`;
  return runOrThrow(tool.binary, args, { ...shown, onLine, nextStep });
}

function settings({ spec }: Tool, options: CallOptions, ssh?: SharedSsh): RunOptions {
  const env = environmentOf(spec);
  return { ...options, onLine: retold(options.onLine), env: ssh?.environment(env) ?? env };
}

async function usesSshProgram(tool: Tool, ssh?: SharedSsh): Promise<boolean> {
  return ssh !== undefined || (await hasOldSsh(tool));
}

/** Passes on what docker-machine says as progress. */
function retold(onLine: RunOptions["onLine"]): RunOptions["onLine"] {
  return (
    onLine &&
    ((line) => {
      const progress = progressOf(line);
      if (progress !== undefined) onLine(progress);
    })
  );
}

/** Runs a command of docker-machine on a machine: `rm -y`, `status`, ... Throws only where it cannot run or end. */
export async function call(tool: Tool, command: string, options: CallOptions): Promise<RunResult> {
  const args = commandArguments(tool.spec, command.split(" "), await hasOldSsh(tool));
  return run(tool.binary, args, settings(tool, options));
}

/**
 * Like call, for a command that has to succeed.
 * @param ssh as for {@link callCreate}
 */
export async function callOrThrow(
  tool: Tool,
  command: string,
  options: CallOptions,
  ssh?: SharedSsh,
): Promise<RunResult> {
  const args = commandArguments(tool.spec, command.split(" "), await usesSshProgram(tool, ssh));
  return runLogged(tool, command, args, options, ssh);
}

/** Runs a text in the shell of the machine, by SSH. */
export async function callSsh(tool: Tool, text: string, timeoutSeconds: number): Promise<RunResult> {
  const { spec, binary } = tool;
  const args = [...globalArguments(spec, await hasOldSsh(tool)), "ssh", spec.name, text];
  return run(binary, args, { timeoutSeconds, env: environmentOf(spec) });
}

/** The environment of the engine that runs on a machine, each variable ended by a zero byte; undefined if it is not told. */
export async function engineEnvironment(tool: Tool): Promise<string | undefined> {
  const ask = `sudo sh -c 'base64 /proc/$(pidof -s dockerd)/environ' | tr -d "\\n"; echo`;
  const { stdout } = await callSsh(tool, ask, 60);
  const text = /^[A-Za-z0-9+/]{16,}={0,2}$/m.exec(stdout)?.[0];
  return text && Buffer.from(text, "base64").toString();
}

/** Deadline of one create, in seconds. */
export function createSeconds(spec: Pick<MachineSpec, "createTimeoutSeconds">): number {
  return spec.createTimeoutSeconds ?? 600;
}

/** What a driver says of a machine. */
export interface DriverState {
  readonly state: "Running" | "Stopped" | "Paused" | "Saved" | "Gone" | "Unknown";
  /** The driver's own words where it does not name a state; else empty. */
  readonly reason: string;
}

/** Asks a machine's driver for its state: a process, and for some drivers a call of their service. */
export async function driverState(tool: Tool): Promise<DriverState> {
  const { code, stdout, stderr } = await call(tool, "status", { timeoutSeconds: 60 });
  const state = /^(Running|Stopped|Paused|Saved)$/m.exec(stdout)?.[1] as DriverState["state"] | undefined;
  if (state) return { state, reason: "" };
  const said = stderr.trim() || stdout.trim() || `docker-machine status ended with exit code ${code}`;
  return { state: saysGone(said) ? "Gone" : "Unknown", reason: said };
}

/**
 * The address that a virtual machine really has: with another lease it is not the one in its record. Undefined where
 * the driver does not say, and for drivers whose machines are only a record.
 */
export async function driverAddress(tool: Tool): Promise<string | undefined> {
  if (driverOf(tool.spec.driver).isRecordOnly) return undefined;
  const { stdout } = await call(tool, "ip", { timeoutSeconds: 60 });
  return stdout.split(/\s+/).find((word) => isIP(word) !== 0);
}

/** The environment of docker-machine: ours, without what would change the plan, and over that the machine's own. */
function environmentOf(spec: MachineSpec): NodeJS.ProcessEnv {
  const changing = variablesThatChangePlans().map((name) => [name, undefined]);
  return { ...process.env, ...Object.fromEntries(changing), ...spec.environment };
}

/** Tells a driver that has no such machine from one whose own program is missing. */
function saysGone(said: string): boolean {
  return (
    /not exist|not ?found|could ?n[o']t be found|unable to find/i.test(said) &&
    !/VBoxManage not found/i.test(said)
  );
}
