import { connect, type Engine } from "../../engine/client";
import { EngineError } from "../../engine/errors";
import { machineCondition, type MachineCondition } from "../../machine/condition";
import { ensureRemembered } from "../../machine/ensure";
import { listMachines, readMachine, type StoredMachine } from "../../machine/store/record";
import { say } from "./say";

/** The machines of one docker-machine store, as far as handlers need them. */
export interface Fleet {
  /** Names of all machines in the store. */
  machines(): string[];
  /** What the store holds of a machine; undefined when there is no such machine. */
  machine(name: string): StoredMachine | undefined;
  /**
   * The Docker Engine of a machine.
   * @throws EngineError of status 0 when the machine is not there or only half made
   */
  engine(name: string): Engine;
  /** What there is of a machine whose engine does not answer; changes nothing. */
  condition(name: string): Promise<MachineCondition>;
  /** Creates, starts or repairs a machine as it was declared. */
  ensureMachine(name: string): Promise<void>;
}

/** The fleet of a store on this computer; the same object for the same store. */
export function storeFleet(storePath: string): Fleet {
  const fleet = fleets.get(storePath) ?? fleetOf(storePath);
  fleets.set(storePath, fleet);
  return fleet;
}

const fleets = new Map<string, Fleet>();

function fleetOf(storePath: string): Fleet {
  return {
    machines: () => listMachines(storePath),
    machine: (name) => readMachine(storePath, name),
    engine: (name) => engineOf(name, readMachine(storePath, name)),
    condition: (name) => machineCondition(storePath, name),
    ensureMachine: async (name) => {
      await ensureRemembered(storePath, name, (line) => say(name, line));
    },
  };
}

function engineOf(name: string, machine: StoredMachine | undefined): Engine {
  const fail = (reason: string, address: string, cause?: unknown) =>
    new EngineError(reason, { status: 0, operation: "connect", address, cause });
  if (!machine) throw fail(`there is no machine "${name}" in the store`, name);
  if (!machine.address) throw fail(`machine "${name}" is only half made: it has no address`, name);
  try {
    return connect({ address: machine.address, port: machine.enginePort, certPath: machine.certPath });
  } catch (error) {
    const reason = `the certificates of machine "${name}" cannot be read: ${(error as Error).message}`;
    throw fail(reason, machine.address, error);
  }
}
