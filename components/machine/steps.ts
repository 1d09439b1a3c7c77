import { commandArguments, createArguments, globalArguments } from "./tool/arguments";
import type { MachineAction, MachineFacts } from "./decide";
import { driverOf } from "./drivers";
import { driverAddress } from "./tool/driver-state";
import { machineEnvironment } from "./tool/environment";
import type { HostAccess } from "../hosts/host";
import { forgetSpec, markFinished, markUnfinished } from "./store/notes";
import { removeRecord } from "./remove";
import { run, runOrThrow } from "../../lib/run";
import type { MachineSpec } from "./spec";
import { updateAddress } from "./store/record";

/** What all steps of one machine need. */
export interface Task {
  readonly spec: MachineSpec;
  /** How the host is reached, of a driver with hosts. */
  readonly access: HostAccess | undefined;
  /** Absolute path of docker-machine. */
  readonly binary: string;
  /** Takes a line of progress. */
  readonly report: (line: string) => void;
}

/** One thing that can be done to a machine. */
export interface Step {
  /** Says that it is being done. */
  readonly progress: string;
  /** Says that it was done. */
  readonly outcome: "created" | "started" | "repaired" | "recreated";
  /** Whether it helped is seen by looking at the machine again. */
  readonly take: (task: Task, facts: MachineFacts) => Promise<void>;
}

/** Every action that does something. */
export const steps: Readonly<Record<Exclude<MachineAction, "nothing" | "refuse">, Step>> = {
  create: { progress: "creating", outcome: "created", take: create },
  start: { progress: "starting", outcome: "started", take: (task) => command(task, "start") },
  readdress: { progress: "noting its new address", outcome: "repaired", take: readdress },
  provision: { progress: "provisioning anew", outcome: "repaired", take: provision },
  recreate: { progress: "removing and creating again", outcome: "recreated", take: recreate },
};

/** Starts a machine's Docker where a create that was cut off left it stopped, or given up by systemd. */
export async function wakeEngine({ spec, binary }: Omit<Task, "access">): Promise<void> {
  const text = "sudo systemctl reset-failed docker.service docker.socket; sudo systemctl start docker";
  const options = { timeoutSeconds: 30, env: machineEnvironment(spec) };
  // What does not start here is seen by whoever looks at the engine next.
  await run(binary, [...globalArguments(spec), "ssh", spec.name, text], options).catch(() => undefined);
}

async function create(task: Task): Promise<void> {
  await driverOf(task.spec.driver).check(task.spec, task.report);
  await make(task);
}

async function recreate(task: Task, facts: MachineFacts): Promise<void> {
  await driverOf(task.spec.driver).check(task.spec, task.report);
  await removeRecord(task.spec, task.report, facts.state === "Gone");
  await make(task);
}

async function make(task: Task): Promise<void> {
  const { spec, access, binary, report } = task;
  markUnfinished(spec.storePath, spec.name);
  const options = { timeoutSeconds: createSeconds(spec), env: machineEnvironment(spec), onLine: report };
  try {
    const first = () => runOrThrow(binary, createArguments(spec, access), options);
    await first().catch((error: unknown) => provisionPastStartLimit(task, error));
  } catch (error) {
    const rest = await takeBack(spec, report);
    throw new Error(`Cannot create machine ${spec.name}: ${messageOf(error)}\n${rest}`, { cause: error });
  }
  markFinished(spec.storePath, spec.name);
}

async function provision(task: Task): Promise<void> {
  const first = command(task, "provision").catch((error: unknown) => provisionPastStartLimit(task, error));
  await first.catch((error: unknown) => task.report(messageOf(error)));
}

// systemd refuses to start Docker more than three times a minute, and a create that is cut off and made again comes to
// more than that.
async function provisionPastStartLimit(task: Task, error: unknown): Promise<void> {
  if (!/attempted too often|start-limit-hit/.test(messageOf(error))) throw error;
  task.report("Docker was started too often for systemd; its count is reset, and provisioning goes on");
  await wakeEngine(task);
  await command(task, "provision");
}

async function command({ spec, binary, report }: Task, name: string): Promise<void> {
  const options = { timeoutSeconds: createSeconds(spec), env: machineEnvironment(spec), onLine: report };
  await runOrThrow(binary, commandArguments(spec, [name]), options);
}

// docker-machine itself corrects a virtual machine's address in its record only when it starts the machine.
async function readdress({ spec, binary, report }: Task): Promise<void> {
  const address = await driverAddress(spec, binary);
  if (address && updateAddress(spec.storePath, spec.name, address)) report(`its address is ${address} now`);
}

/** A failed create must not be in the way of the next one, nor outlive a stack that knows nothing of it. */
async function takeBack(spec: MachineSpec, report: (line: string) => void): Promise<string> {
  try {
    await removeRecord(spec, report);
    forgetSpec(spec.storePath, spec.name);
    const rest = driverOf(spec.driver).isRecordOnly ? "; what it changed on the host stays" : "";
    return `What was made of it is removed again${rest}.`;
  } catch (error) {
    return messageOf(error);
  }
}

function createSeconds(spec: MachineSpec): number {
  return spec.createTimeoutSeconds ?? 600;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
