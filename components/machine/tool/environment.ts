import type { MachineSpec } from "../spec";

/** The environment of docker-machine: ours, and over that the machine's own, without what is only for us. */
export function machineEnvironment(spec: MachineSpec): NodeJS.ProcessEnv {
  return { ...process.env, MACHINE_SPEC: undefined, ...spec.environment };
}
