import { resolve } from "node:path";
import { engineUrl } from "../engine/address";
import { nameProblem } from "./tool/arguments";
import { findBinary } from "./tool/binary";
import { decide, type MachineAction } from "./decide";
import { driverOf, driverProblem } from "./drivers";
import { engineProblems } from "./drivers/engine-problems";
import { optionProblems } from "./drivers/options";
import { refuseElsewhere } from "./elsewhere";
import type { HostAccess } from "../hosts/host";
import { engineOf, hasMoved, observe, type Observation } from "./observe";
import { refuseForeign } from "./owner";
import {
  forgetSpec,
  isUnfinished,
  markFinished,
  noteNodeAddress,
  recallSpec,
  rememberSpec,
} from "./store/notes";
import { relocateMachine } from "./store/relocate";
import type { MachineSpec } from "./spec";
import { steps, wakeEngine, type Task } from "./steps";
import { readMachine } from "./store/record";
import { dropEmptyStore, prepareStore, withMachineLock } from "./store/folder";

/** Takes a line of progress. */
export type Report = (line: string) => void;

/** A machine that runs and answers. */
export interface MachineReport {
  readonly name: string;
  /** Driver as asked for. */
  readonly driver: string;
  /** IP address. */
  readonly address: string;
  /** URL of the Docker Engine. @example "tcp://192.168.1.20:2376" */
  readonly url: string;
  /** State as docker-machine names it. */
  readonly state: string;
  /** Version of the Docker Engine; empty for driver none. */
  readonly engineVersion: string;
  /** What was done to get there. */
  readonly action: "unchanged" | "created" | "started" | "repaired" | "recreated";
}

/**
 * Creates a machine, or repairs the existing one: the same work for the first run, for a retry after a crash
 * and for a machine that somebody stopped. A machine that runs and answers is left alone.
 * @param report gets what is done and what docker-machine says
 * @throws when the machine cannot be created or repaired; what a failed create left is removed
 */
export async function ensureMachine(spec: MachineSpec, report: Report): Promise<MachineReport> {
  const problem = nameProblem(spec.name);
  if (problem) throw new Error(`Name of machine ${problem}`);
  refuseElsewhere(spec);
  const ready = await readyMachine(spec);
  if (ready) return ready;
  checkSpec(spec);
  const binary = findBinary(spec.machineBinary);
  const isNew = recallSpec(spec.storePath, spec.name) === undefined;
  try {
    return await withMachineLock(spec, async () => {
      relocateMachine(spec);
      const access = await hostAccess({ spec, binary, report });
      await prepareStore(spec, binary, report);
      if (access?.nodeAddress) noteNodeAddress(spec.storePath, spec.name, access.nodeAddress);
      return makeReady({ spec, access, binary, report });
    });
  } catch (error) {
    if (isNew && !readMachine(spec.storePath, spec.name)) forgetSpec(spec.storePath, spec.name);
    await dropEmptyStore(spec.storePath);
    throw error;
  }
}

/**
 * {@link ensureMachine} with the spec that its store keeps.
 * @throws also when no spec of it was kept
 */
export async function ensureRemembered(
  storePath: string,
  name: string,
  report: Report,
): Promise<MachineReport> {
  const spec = recallSpec(storePath, name);
  if (spec) return ensureMachine(spec, report);
  throw new Error(
    `Nothing is known of machine ${name} in ${resolve(storePath)}. A machine, its keys and its certificates are on ` +
      `the computer and in the folder that it was created from: if that is another one, run pulumi there. To ` +
      `replace the machine from here, run: pulumi up --replace '**-${name}-machine'`,
  );
}

// A cluster's plan is checked before; this is for a Machine on its own, and for a spec remembered by another version.
function checkSpec({ name, driver, driverOptions, engine }: MachineSpec): void {
  const [problem, known] = [driverProblem(driver), driverOf(driver)];
  const problems = [
    ...(problem ? [problem] : optionProblems(known, driverOptions, (option) => `driverOptions.${option}`)),
    ...engineProblems(known, engine, (setting) => `engine.${setting}`),
  ];
  if (problems.length > 0) throw new Error(`Cannot create machine ${name}:\n  ${problems.join("\n  ")}`);
}

/** The machine, if there is nothing to do: one call of its engine, and no process. */
async function readyMachine(spec: MachineSpec): Promise<MachineReport | undefined> {
  const machine = readMachine(spec.storePath, spec.name);
  if (machine?.driver !== driverOf(spec.driver).machineDriver || hasMoved(spec, machine)) return undefined;
  if (isUnfinished(spec.storePath, spec.name)) return undefined;
  const engine = await engineOf(spec, machine);
  if (engine.kind !== "ready") return undefined;
  rememberSpec(spec);
  return machineReport(spec, engine.version, "unchanged");
}

async function hostAccess(task: Omit<Task, "access">): Promise<HostAccess | undefined> {
  const { spec, report } = task;
  const { name, hosts } = driverOf(spec.driver);
  if (!hosts) return undefined;
  if (!spec.local) {
    throw new Error(
      `Machine ${spec.name} of driver ${name} needs the host it runs on: its spec has no "local".`,
    );
  }
  // The host counts as up when its Docker answers, which an interrupted create may have stopped.
  if (readMachine(spec.storePath, spec.name)?.driver) await wakeEngine(task);
  return hosts.up(spec.local, report);
}

async function makeReady(task: Task): Promise<MachineReport> {
  const { spec, report } = task;
  const tried = new Set<MachineAction>();
  let done: MachineReport["action"] = "unchanged";
  for (;;) {
    const seen = await observe(task, task.access);
    const { action, because } = decide(seen.facts, tried);
    if (action === "nothing") {
      markFinished(spec.storePath, spec.name);
      return machineReport(spec, seen.engineVersion, done);
    }
    if (action === "refuse") throw new Error(refusal(spec, because, seen));
    await refuseForeign(spec);
    const step = steps[action];
    report(`${step.progress}: ${because}`);
    await step.take(task, seen.facts);
    tried.add(action);
    done = step.outcome;
  }
}

function machineReport(
  spec: MachineSpec,
  engineVersion: string,
  action: MachineReport["action"],
): MachineReport {
  const { address = "", enginePort = 0 } = readMachine(spec.storePath, spec.name) ?? {};
  const { name, driver } = spec;
  return {
    name,
    driver,
    address,
    url: engineUrl(address, enginePort),
    state: "Running",
    engineVersion,
    action,
  };
}

function refusal(spec: MachineSpec, because: string, { reasons }: Observation): string {
  const last = reasons.length > 0 ? ` Last seen: ${reasons.join("; ")}` : "";
  return `Cannot use machine ${spec.name} in ${spec.storePath}: ${because}.${last}`;
}
