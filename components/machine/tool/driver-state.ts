import { isIP } from "node:net";
import { commandArguments } from "./arguments";
import { driverOf } from "../drivers";
import { machineEnvironment } from "./environment";
import { run } from "../../../lib/run";
import type { MachineSpec } from "../spec";

/** What a driver says of a machine. */
export interface DriverState {
  readonly state: "Running" | "Stopped" | "Paused" | "Saved" | "Gone" | "Unknown";
  /** The driver's own words where it does not name a state; else empty. */
  readonly reason: string;
}

/** Asks a machine's driver for its state: a process, and for some drivers a call of their service. */
export async function driverState(spec: MachineSpec, binary: string): Promise<DriverState> {
  const { code, stdout, stderr } = await ask(spec, binary, "status");
  const state = /^(Running|Stopped|Paused|Saved)$/m.exec(stdout)?.[1] as DriverState["state"] | undefined;
  if (state) return { state, reason: "" };
  const said = stderr.trim() || stdout.trim() || `docker-machine status ended with exit code ${code}`;
  return { state: saysGone(said) ? "Gone" : "Unknown", reason: said };
}

/**
 * The address that a virtual machine really has: with another lease it is not the one in its record. Undefined where
 * the driver does not say, and for drivers whose machines are nothing but a record.
 */
export async function driverAddress(spec: MachineSpec, binary: string): Promise<string | undefined> {
  if (driverOf(spec.driver).isRecordOnly) return undefined;
  const { stdout } = await ask(spec, binary, "ip");
  return stdout.split(/\s+/).find((word) => isIP(word) !== 0);
}

function ask(spec: MachineSpec, binary: string, command: string) {
  const options = { timeoutSeconds: 60, env: machineEnvironment(spec) };
  return run(binary, commandArguments(spec, [command]), options);
}

/** A driver that has no such machine, told from one whose own program is missing. */
function saysGone(said: string): boolean {
  return (
    /not exist|not ?found|could ?n[o']t be found|unable to find/i.test(said) &&
    !/VBoxManage not found/i.test(said)
  );
}
