import { driverOf } from "./drivers";
import { findBinary } from "./tool/binary";
import { ownership } from "./owner";
import { driverAddress, driverState } from "./tool/call";
import { recallSpec } from "./store/notes";
import type { HostState } from "../hosts/host";
import { relocateMachine } from "./store/relocate";
import type { MachineSpec } from "./spec";
import { readMachine } from "./store/record";

/** What there is of a machine whose engine does not answer. */
export interface MachineCondition {
  /** "unknown" unless its driver is sure: a host that only cannot be reached may be running. */
  readonly state: "running" | "stopped" | "gone" | "unknown";
  /** The address its driver says it has, where that is another than its record has. */
  readonly movedTo?: string;
}

/**
 * Looks at a machine without changing anything, for a refresh: whether it is gone for certain, known to be switched
 * off, or at another address. It takes a process, so only a machine whose engine does not answer is worth it.
 */
export async function machineCondition(storePath: string, name: string): Promise<MachineCondition> {
  const machine = readMachine(storePath, name);
  const spec = recallSpec(storePath, name);
  const hosts = spec && driverOf(spec.driver).hosts;
  // Its disk is the machine: while that exists, the host and its swarm membership can come back.
  if (hosts && spec.local) return hostCondition(await hosts.state(spec.local));
  if (!machine) return { state: "gone" };
  // Only an incomplete record names no driver: an update re-creates the machine, whatever is wrong.
  if (!machine.driver) return { state: "unknown" };
  return driverCondition(spec ?? { name, driver: machine.driver, storePath }, machine.address);
}

function hostCondition(state: HostState): MachineCondition {
  return { state: state === "absent" ? "gone" : state };
}

async function driverCondition(spec: MachineSpec, recorded: string): Promise<MachineCondition> {
  if (!driverOf(spec.driver).tellsState) return { state: "unknown" };
  try {
    const owners = await ownership(spec);
    // The driver would speak of somebody else's virtual machine.
    if (owners && owners.foreign.length > 0) return { state: owners.ours.length > 0 ? "unknown" : "gone" };
    relocateMachine(spec);
    const tool = { spec, binary: findBinary(spec.machineBinary) };
    const { state } = await driverState(tool);
    if (state === "Gone") return { state: "gone" };
    if (state === "Unknown") return { state: "unknown" };
    if (state !== "Running") return { state: "stopped" };
    const address = await driverAddress(tool);
    return address && address !== recorded ? { state: "running", movedTo: address } : { state: "running" };
  } catch {
    return { state: "unknown" };
  }
}
