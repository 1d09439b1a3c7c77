import { findBinary } from "./tool/binary";
import { driverAddress, driverState } from "./tool/driver-state";
import { recallSpec } from "./store/notes";
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
  if (spec?.local) return localCondition(spec.local);
  if (!machine) return { state: "gone" };
  // Only a half-made record names no driver: whatever is wrong, an update makes it anew.
  if (!machine.driver) return { state: "unknown" };
  return driverCondition(spec ?? { name, driver: machine.driver, storePath }, machine.address);
}

// Its disk is the machine: while that is there, the host and its swarm membership can come back.
async function localCondition(host: NonNullable<MachineSpec["local"]>): Promise<MachineCondition> {
  const { localHostState } = await import("../hosts/local/host");
  const state = await localHostState(host);
  return { state: state === "absent" ? "gone" : state };
}

async function driverCondition(spec: MachineSpec, recorded: string): Promise<MachineCondition> {
  // To the generic driver a host is stopped as soon as its SSH port does not answer.
  if (spec.driver === "generic" || spec.driver === "none") return { state: "unknown" };
  try {
    const binary = findBinary(spec.machineBinary);
    const { state } = await driverState(spec, binary);
    if (state === "Gone") return { state: "gone" };
    if (state === "Unknown") return { state: "unknown" };
    if (state !== "Running") return { state: "stopped" };
    const address = await driverAddress(spec, binary);
    return address && address !== recorded ? { state: "running", movedTo: address } : { state: "running" };
  } catch {
    return { state: "unknown" };
  }
}
