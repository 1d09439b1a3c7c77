import type { z } from "zod";
import type { HostAccess, HostKind, HostSpec } from "../../hosts/host";
import type { EngineOptions, FlagValue, MachineSpec } from "../spec";
import type { FindVirtualMachines } from "./hypervisor";
import type { Computer } from "./computer";

/** What this computer has; machines of a hypervisor cannot have more. */
export interface Capacity {
  /** Megabytes of memory. */
  readonly memoryMb: number;
  readonly cpus: number;
}

/** Options of a driver, or any other flags, in camelCase. */
export type Flags = Readonly<Record<string, FlagValue | undefined>>;

/** Where a machine's host is. */
export interface Location {
  /** IP address or DNS name. */
  readonly address: string;
  readonly sshPort: number;
  /** Port of the Docker Engine. @default docker-machine's own, 2376 */
  readonly enginePort?: number;
}

/** A host that was there before, while docker-machine sets it up. */
export interface HostGuard {
  /** Set-up of the engine: the machine's, and what has to stay as it is on the host. */
  readonly engine: EngineOptions;
  /** After a create that failed: puts back what it changed, and says what was done. */
  readonly putBack: () => Promise<string>;
  /** After a create that succeeded: removes what was kept for that. */
  readonly release: () => Promise<void>;
}

/** All that is known of one driver. A new driver is one file that defines it, and one line in index.ts. */
export interface Driver<Options extends z.ZodType = z.ZodType> {
  /** Name of the driver, as configured. */
  readonly name: string;
  /** docker-machine's own name of it. @default the same */
  readonly machineDriver: string;
  /** Prefix of its flags. @default docker-machine's name of it and "-" */
  readonly flagPrefix: string;
  /** Rules for its options, by this computer's capacity. */
  readonly options: (computer: Capacity) => Options;
  /**
   * Its flags of `docker-machine create`, without prefix. @default the options as they are
   * @param access how the host is reached, of a driver with hosts
   */
  readonly flags: (options: Flags, access?: HostAccess) => Flags;
  /** Whether "auto" means this driver, if none before it in the list is meant. @default never */
  readonly isAuto: (computer: Computer) => boolean;
  /** Why "auto" means it, for the person who left the choice. @default empty: "auto" never means it */
  readonly autoReason: string;
  /** Why it cannot be used on a computer, as a sentence; undefined where it can. @default undefined */
  readonly requirements: (computer: Computer) => string | undefined;
  /**
   * Looks at the host before docker-machine changes anything on it. @default nothing is looked at
   * @param knownHosts file that pins the host's SSH key
   * @returns what guards it, where it is another's than the driver's
   * @throws when the host must not or cannot be set up: says why, and what to do
   */
  readonly check: (
    spec: MachineSpec,
    knownHosts: string,
    report: (line: string) => void,
  ) => Promise<HostGuard | undefined>;
  /** Where the host is by the options or by the host's own address. @default undefined: only the driver knows */
  readonly location: (options: Flags, access?: HostAccess) => Location | undefined;
  /** The kind of hosts that this project creates for it. @default none: the driver creates its own, or takes yours */
  readonly hosts?: HostKind;
  /**
   * Which network a host is in, and the options that are the host's own. @default the cluster's network, and no options
   * @param network the cluster's setting localNetwork
   */
  readonly hostOptions: (options: Flags, network: string) => Pick<HostSpec, "network" | "options">;
  /** Options that a machine takes over as it runs: no other machine has to replace it. @default none */
  readonly inPlaceOptions: readonly string[];
  /**
   * Finds the virtual machines of a name on the whole computer, whoever created them. @default none: its machines have
   * no name that another store could take
   */
  readonly findVirtualMachines?: FindVirtualMachines;
  /**
   * Its machines are parts of this computer, as virtual machines are: no other computer can work on them. @default false
   */
  readonly isPartOfComputer: boolean;
  /** Options that name a file of which docker-machine keeps a copy in its store, so that only a create needs it. @default none */
  readonly copiedFiles: readonly string[];
  /** A machine is only a record in the store: to remove it leaves the host as it is. @default false */
  readonly isRecordOnly: boolean;
  /** It knows for sure whether a machine is gone or stopped, and not only whether it answers. @default true */
  readonly tellsState: boolean;
  /** It sets up the engine. Where it does not, the engine is not looked at either. @default true */
  readonly setsUpEngine: boolean;
  /** Its image already contains Docker, so that engine.installUrl has nothing to install. @default false */
  readonly hasDockerImage: boolean;
  /**
   * Whether docker-machine's commands on the host share one connection of the ssh program. Each command is then seen in the
   * list of processes here, and in some there is the key of the host's engine. @default false
   */
  readonly sharesSsh: (options: Flags) => boolean;
  /**
   * Whether docker-machine's own SSH client will do where no connection is shared. It is a quarter faster than an ssh
   * process for each command, but knows no agent. @default false
   */
  readonly usesNativeSsh: (options: Flags) => boolean;
}

type Special<Options extends z.ZodType> = Pick<Driver<Options>, "name" | "options"> &
  Partial<Driver<Options>>;

/** Completes what is special about a driver with defaults: those of a hypervisor or a cloud. */
export function defineDriver<Options extends z.ZodType>(special: Special<Options>): Driver<Options> {
  const { machineDriver = special.name } = special;
  return {
    machineDriver,
    flagPrefix: `${machineDriver}-`,
    flags: (options) => options,
    isAuto: () => false,
    autoReason: "",
    requirements: () => undefined,
    check: () => Promise.resolve(undefined),
    location: () => undefined,
    hostOptions: (_options, network) => ({ network }),
    inPlaceOptions: [],
    isPartOfComputer: false,
    copiedFiles: [],
    isRecordOnly: false,
    tellsState: true,
    setsUpEngine: true,
    hasDockerImage: false,
    sharesSsh: () => false,
    usesNativeSsh: () => false,
    ...special,
  };
}

/** Options as a driver's rules type them. */
export type OptionsOf<D> = D extends Driver<infer Options> ? z.infer<Options> : never;
