import type { MachineFacts } from "./decide";
import { driverOf } from "./drivers";
import { callSsh, driverAddress, driverState, type DriverState, type Tool } from "./tool/call";
import type { HostAccess } from "../hosts/host";
import { certificatesEnd } from "./store/renewal";
import { isSwarmNode, probeEngine, type EngineAnswer } from "./probe";
import { isUnfinished } from "./store/notes";
import { done, notYet, waitFor, WaitError } from "../../lib/wait";
import type { MachineSpec } from "./spec";
import { readMachine, type StoredMachine } from "./store/record";

/** The facts that decide what is done to a machine, and what was said where they are bad. */
export interface Observation {
  readonly facts: MachineFacts;
  /** Version of the engine; empty while it does not answer. */
  readonly engineVersion: string;
  /** Why the engine or the driver did not answer as it should, for messages. */
  readonly reasons: readonly string[];
}

// An engine that is just starting gets this long, in seconds, before it counts as silent. A host of this
// project comes with its engine running.
const patience = (access?: HostAccess) => (access ? 3 : 20);

/** Looks at a machine: its record, its engine and, where that does not answer, what its driver says. */
export async function observe(tool: Tool, access?: HostAccess): Promise<Observation> {
  const { spec } = tool;
  const machine = readMachine(spec.storePath, spec.name);
  if (!machine?.driver) return withoutRecord(spec, machine);
  const unfinished = isUnfinished(spec.storePath, spec.name);
  let engine = await engineOf(spec, machine);
  const driver = engine.kind === "ready" ? running : await driverState(tool);
  const asked = engine.kind !== "ready" && driver.state === "Running";
  const lease = asked ? await driverAddress(tool) : undefined;
  const moved = hasMoved(spec, machine, access) || (lease !== undefined && lease !== machine.address);
  if (engine.kind === "silent" && driver.state === "Running" && !unfinished && !moved) {
    engine = await patientProbe(machine, patience(access));
  }
  const facts: MachineFacts = {
    driver: spec.driver,
    record: "usable",
    recordedDriver: machine.driver,
    unfinished,
    moved,
    expired: (certificatesEnd(spec.storePath, spec.name)?.getTime() ?? Infinity) < Date.now(),
    engine: engine.kind,
    state: driver.state,
    swarmNode: await isMember(tool, machine, engine, driver.state, unfinished),
  };
  const reasons = [engine.kind === "ready" ? "" : engine.reason, driver.reason].filter((text) => text !== "");
  return { facts, engineVersion: engine.kind === "ready" ? engine.version : "", reasons };
}

/** How the engine answers. One that its driver does not set up counts as ready, and is not asked. */
export async function engineOf(spec: MachineSpec, machine: StoredMachine): Promise<EngineAnswer> {
  return driverOf(spec.driver).setsUpEngine ? probeEngine(machine) : { kind: "ready", version: "" };
}

/** Whether the record's address is another than the one the host is reached by. */
export function hasMoved(spec: MachineSpec, machine: StoredMachine, access?: HostAccess): boolean {
  const location = driverOf(spec.driver).location(spec.driverOptions ?? {}, access);
  return location !== undefined && machine.address !== "" && machine.address !== location.address;
}

const running: DriverState = { state: "Running", reason: "" };

function withoutRecord(spec: MachineSpec, machine: StoredMachine | undefined): Observation {
  const facts: MachineFacts = {
    driver: spec.driver,
    record: machine ? "broken" : "none",
    recordedDriver: "",
    unfinished: false,
    moved: false,
    expired: false,
    engine: "silent",
    state: "Unknown",
    swarmNode: false,
  };
  return { facts, engineVersion: "", reasons: [] };
}

async function patientProbe(machine: StoredMachine, seconds: number): Promise<EngineAnswer> {
  let last: EngineAnswer | undefined;
  const look = async () => {
    last = await probeEngine(machine);
    return last.kind === "silent" ? notYet(last.reason) : done(last);
  };
  const wait = { what: `the engine of ${machine.name} to answer`, seconds, look, everyMs: 250 };
  return waitFor(wait).catch((error: unknown) => {
    if (last && error instanceof WaitError) return last;
    throw error;
  });
}

// Asked only where it matters: of an unfinished machine whose engine answers, and before a repair that restarts it.
async function isMember(
  tool: Tool,
  machine: StoredMachine,
  engine: EngineAnswer,
  state: string,
  unfinished: boolean,
): Promise<boolean> {
  if (!driverOf(tool.spec.driver).setsUpEngine) return false;
  if (engine.kind === "ready") return unfinished ? isSwarmNode(machine) : false;
  if (state !== "Running") return false;
  return isMemberBySsh(tool);
}

async function isMemberBySsh(tool: Tool): Promise<boolean> {
  const ask = "sudo docker info --format '{{.Swarm.LocalNodeState}}'";
  const { stdout } = await callSsh(tool, ask, 60);
  return /^active$/m.test(stdout);
}
