import type { HostSpec } from "../hosts/host";

/** A value of a docker-machine flag: text, number, a switch, or a flag given several times. */
export type FlagValue = string | number | boolean | readonly string[];

/** How the Docker Engine on a machine is set up (docker-machine's --engine-* flags). */
export interface EngineOptions {
  /** Labels of the engine, shown by `docker node inspect` (--engine-label). @default none */
  readonly labels?: Readonly<Record<string, string>>;
  /** Registry mirrors (--engine-registry-mirror). @default none */
  readonly registryMirrors?: readonly string[];
  /** Registries reached without TLS (--engine-insecure-registry). @default none */
  readonly insecureRegistries?: readonly string[];
  /** Storage driver of the engine (--engine-storage-driver). @default the engine's own choice */
  readonly storageDriver?: string;
  /** Environment of the engine (--engine-env). @default none */
  readonly environment?: Readonly<Record<string, string>>;
  /** Script that installs Docker where it is missing (--engine-install-url). @default docker-machine's own */
  readonly installUrl?: string;
  /** Any other dockerd option, "key=value" (--engine-opt). @default none */
  readonly options?: readonly string[];
}

/** All that is needed to create, repair or remove one docker-machine host. Plain data: it crosses a process border. */
export interface MachineSpec {
  /** Name of the machine in the store, and host name of the node. */
  readonly name: string;
  /** docker-machine's driver, or "local" for a system container on this computer. Never "auto". */
  readonly driver: string;
  /** Options of the driver, named as its flags without the prefix, in camelCase. @default none */
  readonly driverOptions?: Readonly<Record<string, FlagValue>>;
  /**
   * Environment of docker-machine, where drivers look for credentials: a flag's value stands in the process list.
   * @example { DIGITALOCEAN_ACCESS_TOKEN: "..." } @default this process's own
   */
  readonly environment?: Readonly<Record<string, string>>;
  /** Set-up of the Docker Engine. @default docker-machine's own */
  readonly engine?: EngineOptions;
  /** Further names or addresses in the engine's certificate (--tls-san). @default none */
  readonly tlsSans?: readonly string[];
  /** Folder of docker-machine's store, relative to the project or absolute. */
  readonly storePath: string;
  /** Path or name of the docker-machine binary. @default found on PATH, else the project's own toolchain */
  readonly machineBinary?: string;
  /** The host under a machine of a driver with hosts of this project, such as "local". @default none */
  readonly local?: HostSpec;
  /** Deadline of one create, in seconds. @default 600 */
  readonly createTimeoutSeconds?: number;
}
