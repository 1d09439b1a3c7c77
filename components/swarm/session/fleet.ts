import { ipVersion } from "../../engine/address";
import { connect, type Engine } from "../../engine/client";
import { EngineError, isUnreachable, reasonOf } from "../../engine/errors";
import { refuseCopy } from "../../machine/copy";
import type { MachineCondition } from "../../machine/condition";
import type { InterfaceAddress } from "../../machine/interfaces";
import type { MachineBundle } from "../../machine/store/bundle";
import { elsewhere, listRemembered } from "../../machine/store/notes";
import { agree, isRemembered, type Agreement } from "../../machine/store/sync";
import { noteNode, recallNode, type NodeNotes } from "../../machine/store/node-notes";
import { listMachines, readMachine, type StoredMachine } from "../../machine/store/record";
import { say } from "./say";
import { storeUpkeep, type Upkeep } from "./upkeep";

/** The machines of one docker-machine store, as far as handlers need them. */
export interface Fleet extends Upkeep {
  /** Names of all machines in the store. */
  machines(): string[];
  /** What the store holds of a machine; undefined when there is no such machine. */
  machine(name: string): StoredMachine | undefined;
  /**
   * The Docker Engine of a machine.
   * @throws EngineError of status 0 when there is no such machine, or its create was cut off
   */
  engine(name: string): Engine;
  /** The condition of a machine whose engine does not answer; changes nothing. */
  condition(name: string): Promise<MachineCondition>;
  /** What is missing of the network of a machine's host, as after a firewall's reload; undefined where nothing is. */
  networkProblem(name: string): Promise<string | undefined>;
  /** Repairs that. */
  repairNetwork(name: string): Promise<void>;
  /** What is kept of the swarm node on a machine: the IDs it had, the addresses it was given. */
  nodeNotes(name: string): NodeNotes;
  /** Keeps the ID and the addresses of the node that a machine is now. */
  noteNode(name: string, id: string, addresses: Omit<NodeNotes, "ids">): void;
  /** ID of the node that a machine's engine is, asked by SSH; undefined where it is none, or the host cannot be asked. */
  keptNodeId(name: string): Promise<string | undefined>;
  /** The addresses of a machine's interfaces, asked by SSH; undefined where it cannot be asked. */
  interfaces(name: string): Promise<readonly InterfaceAddress[] | undefined>;
  /**
   * Looks up the address of a machine that is reached by a DNS name; other machines are left alone.
   * @throws when it has none that other nodes reach
   */
  lookUpAddress(name: string): Promise<void>;
  /** Creates, starts or repairs a machine as it was declared. */
  ensureMachine(name: string): Promise<void>;
  /** Name of the other computer that a machine is a part of; undefined where it can be worked on from here. */
  elsewhere(name: string): string | undefined;
  /** Whether the store has to do with a machine; cheaper than to look for it among all. */
  isRemembered(name: string): boolean;
  /** Names of all machines that the store has to do with, with or without a record, here or elsewhere. */
  remembered(): string[];
  /**
   * Brings a machine's keys in the store and those in the state together; the newer ones win.
   * @param inState those in the state. @default it has none yet
   * @throws where something of another's would be overwritten
   */
  agree(name: string, inState?: MachineBundle): Agreement;
}

/**
 * The fleet of a store on this computer. What creates and inspects machines is loaded when it is first needed: a run
 * that finds all machines answering never needs it.
 * @throws where the store and its hosts are a copy of others
 */
export function storeFleet(storePath: string): Fleet {
  refuseCopy(storePath);
  return {
    machines: () => listMachines(storePath),
    machine: (name) => readMachine(storePath, name),
    engine: (name) => engineOf(name, readMachine(storePath, name)),
    condition: async (name) => (await import("../../machine/condition")).machineCondition(storePath, name),
    networkProblem: async (name) => (await import("../../machine/network")).networkProblem(storePath, name),
    repairNetwork: async (name) => (await import("../../machine/network")).repairNetwork(storePath, name),
    nodeNotes: (name) => recallNode(storePath, name),
    noteNode: (name, id, addresses) => noteNode(storePath, name, id, addresses),
    keptNodeId: async (name) => (await import("../../machine/kept-node")).keptNodeId(storePath, name),
    interfaces: async (name) => (await import("../../machine/interfaces")).interfacesOf(storePath, name),
    lookUpAddress: async (name) => {
      if (ipVersion(readMachine(storePath, name)?.address ?? "") !== 0) return;
      const { lookUpNodeAddress } = await import("../../machine/node-address");
      await lookUpNodeAddress(storePath, name, (line) => say(name, line));
    },
    ...storeUpkeep(storePath),
    ensureMachine: async (name) => {
      const { ensureRemembered } = await import("../../machine/ensure");
      await ensureRemembered(storePath, name, (line) => say(name, line));
    },
    elsewhere: (name) => elsewhere(storePath, name),
    isRemembered: (name) => isRemembered(storePath, name),
    remembered: () => rememberedNames(storePath),
    agree: (name, inState) => agree(storePath, name, inState),
  };
}

function rememberedNames(storePath: string): string[] {
  return [...new Set([...listMachines(storePath), ...listRemembered(storePath).map(({ name }) => name)])];
}

/**
 * Asks a node's own engine while managers are asked too, so that an error says which of them failed.
 * @throws OwnEngineError
 */
export async function askOwnEngine<T>(
  fleet: Fleet,
  machine: string,
  work: (engine: Engine) => Promise<T>,
): Promise<T> {
  try {
    return await work(fleet.engine(machine));
  } catch (error) {
    throw new OwnEngineError(machine, error);
  }
}

/** The Docker Engine of a node failed, and not that of a manager. */
export class OwnEngineError extends Error {
  /** Whether it gave no answer at all: it may be restarting. */
  readonly unreachable: boolean;

  constructor(machine: string, cause: unknown) {
    const engine = `the Docker Engine of ${machine}`;
    const unreachable = isUnreachable(cause);
    super(unreachable ? `${engine} does not answer: ${reasonOf(cause)}` : `${engine}: ${reasonOf(cause)}`, {
      cause,
    });
    this.name = "OwnEngineError";
    this.unreachable = unreachable;
  }
}

function engineOf(name: string, machine: StoredMachine | undefined): Engine {
  const fail = (reason: string, address: string, cause?: unknown) =>
    new EngineError(reason, { status: 0, operation: "connect", address, cause });
  if (!machine) throw fail(`there is no machine "${name}" in the store`, name);
  if (!machine.address) throw fail(`machine "${name}" is incomplete: it has no address`, name);
  try {
    return connect({ address: machine.address, port: machine.enginePort, certPath: machine.certPath });
  } catch (error) {
    const reason = `the certificates of machine "${name}" cannot be read: ${(error as Error).message}`;
    throw fail(reason, machine.address, error);
  }
}
