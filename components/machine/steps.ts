import {
  callOrThrow,
  callSsh,
  createSeconds,
  driverAddress,
  engineEnvironment,
  type Tool,
} from "./tool/call";
import { missingVariables } from "./drivers/engine-environment";
import type { MachineAction, MachineFacts } from "./decide";
import { driverOf } from "./drivers";
import type { HostGuard } from "./drivers/driver";
import type { HostAccess } from "../hosts/host";
import { forgetSpec, knownHostsFile, markFinished, markUnfinished } from "./store/notes";
import { createOnHost, provisionOnHost } from "./set-up";
import { removeRecord } from "./remove";
import type { MachineSpec } from "./spec";
import { withRenewalLock } from "./store/folder";
import { updateAddress } from "./store/record";

/** What all steps of one machine need. */
export interface Task extends Tool {
  /** How the host is reached, of a driver with hosts. */
  readonly access: HostAccess | undefined;
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
  start: { progress: "starting", outcome: "started", take: start },
  readdress: { progress: "recording its new address", outcome: "repaired", take: readdress },
  provision: { progress: "provisioning again", outcome: "repaired", take: provision },
  recreate: { progress: "removing and re-creating", outcome: "recreated", take: recreate },
};

/**
 * Starts a machine's Docker that an interrupted create left stopped, or that systemd gave up.
 * @returns whether it started; if it did not, the next look at the engine shows it
 */
export async function wakeEngine(tool: Tool): Promise<boolean> {
  const text = "sudo systemctl reset-failed docker.service docker.socket; sudo systemctl start docker";
  return callSsh(tool, text, 30).then(
    ({ code }) => code === 0,
    () => false,
  );
}

async function create(task: Task): Promise<void> {
  await createAfresh(task, await checkHost(task));
}

async function recreate(task: Task, facts: MachineFacts): Promise<void> {
  const guard = await checkHost(task);
  await removeRecord(task.spec, task.report, facts.state === "Gone");
  await createAfresh(task, guard);
}

function checkHost({ spec, report }: Task): Promise<HostGuard | undefined> {
  return driverOf(spec.driver).check(spec, knownHostsFile(spec.storePath, spec.name), report);
}

async function createAfresh(task: Task, guard?: HostGuard): Promise<void> {
  const { spec, access, report } = task;
  markUnfinished(spec.storePath, spec.name);
  try {
    const guarded = { ...task, spec: { ...spec, engine: guard?.engine ?? spec.engine } };
    const first = createOnHost(guarded, access, report);
    await first.catch((error: unknown) => provisionPastStartLimit(task, error));
    await compareEnvironment(task);
  } catch (error) {
    const rest = await takeBack(spec, report, guard);
    throw new Error(`Cannot create machine ${spec.name}: ${messageOf(error)}\n${rest}`, { cause: error });
  }
  markFinished(spec.storePath, spec.name);
  // Copies that stay are put back only after a create that never finished, and removed by the next one.
  await guard?.release().catch((error: unknown) => report(messageOf(error)));
}

// What a shell and systemd make of a value on its way is not for docker-machine to notice.
async function compareEnvironment(task: Task): Promise<void> {
  const { environment = {} } = task.spec.engine ?? {};
  if (Object.keys(environment).length === 0) return;
  const there = await engineEnvironment(task);
  const missing = there === undefined ? [] : missingVariables(environment, there);
  if (missing.length > 0) {
    throw new Error(`engine.environment: ${missing.join(", ")} did not reach the engine as written`);
  }
}

async function provision(task: Task, facts: MachineFacts): Promise<void> {
  const call = () => provisionOnHost(task, task.report);
  const first = (facts.expired ? withRenewalLock(task.spec, call) : call()).catch((error: unknown) =>
    provisionPastStartLimit(task, error),
  );
  await first.catch((error: unknown) => task.report(messageOf(error)));
}

// systemd refuses to start Docker more than three times a minute, and a create that is interrupted and repeated exceeds
// that.
async function provisionPastStartLimit(task: Task, error: unknown): Promise<void> {
  if (!/attempted too often|start-limit-hit/.test(messageOf(error))) throw error;
  task.report(
    "Docker was started too often for systemd; its counter is reset, and provisioning continues where it starts",
  );
  // One that does not start for another reason would hold up provisioning for three minutes.
  if (!(await wakeEngine(task))) throw error;
  await provisionOnHost(task, task.report);
}

async function start(task: Task): Promise<void> {
  await callOrThrow(task, "start", { timeoutSeconds: createSeconds(task.spec), onLine: task.report });
}

// docker-machine itself corrects a virtual machine's address in its record only when it starts the machine.
async function readdress(task: Task): Promise<void> {
  const { spec, report } = task;
  const address = await driverAddress(task);
  if (address && updateAddress(spec.storePath, spec.name, address)) report(`its address is now ${address}`);
}

/** A failed create must not block the next one, nor outlive a stack that knows nothing of it. */
async function takeBack(
  spec: MachineSpec,
  report: (line: string) => void,
  guard?: HostGuard,
): Promise<string> {
  const host = await guard?.putBack().catch(messageOf);
  try {
    await removeRecord(spec, report);
    forgetSpec(spec.storePath, spec.name);
    const rest = driverOf(spec.driver).isRecordOnly && !host ? "; its changes on the host remain" : "";
    return `What the create left was removed${rest}.${host ? `\n${host}` : ""}`;
  } catch (error) {
    return [messageOf(error), ...(host ? [host] : [])].join("\n");
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
