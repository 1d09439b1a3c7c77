/** One host of this computer. Plain data: it crosses a process border. */
export interface HostSpec {
  /** Name of the host, unique in its folder. */
  readonly name: string;
  /** Folder that holds the hosts of one cluster, relative to the project or absolute. */
  readonly directory: string;
  /**
   * The hosts' IPv4 network; its first address belongs to this computer, on the bridge. With "auto" the first host of a
   * folder chooses a free one, and all later hosts join it. @example "10.77.0.0/24"
   */
  readonly network: string;
  /** Options of its kind of hosts. @default none */
  readonly options?: object;
}

/** A host by its name in its folder. */
export type HostName = Pick<HostSpec, "name" | "directory">;

/** A host that a plan wants. */
export interface PlannedHost {
  /** Options of its kind of hosts. @default none */
  readonly options?: object;
  /** Folder of the host where it was created already. @default it is new */
  readonly directory?: string;
}

/** How docker-machine's generic driver reaches a host. */
export interface HostAccess {
  readonly address: string;
  readonly sshUser: string;
  readonly sshPort: number;
  /** Absolute path of the private key. */
  readonly sshKeyPath: string;
  /** Port of the Docker Engine. @default docker-machine's own, 2376 */
  readonly enginePort?: number;
  /** Where the other hosts find it, if elsewhere than this computer does. @default the address */
  readonly nodeAddress?: string;
}

/** Whether a host does not exist, is off with its disk kept, or runs. */
export type HostState = "absent" | "stopped" | "running";

/** A host as it is. */
export interface Host {
  readonly name: string;
  /** Its address; undefined where its creation was interrupted early. */
  readonly address?: string;
  readonly state: HostState;
}

/** Takes a line of progress. */
export type Report = (line: string) => void;

/** A kind of host that this project creates itself, for docker-machine's generic driver to set up. */
export interface HostKind {
  /** Door in load.js through which a Command resource brings a host up or down. */
  readonly command: string;
  /** Folder of such hosts in the cluster's folder. */
  readonly folder: string;
  /** Environment variable in which that command finds the host's spec. */
  readonly variable: string;
  /** The values of a spec that cannot change in place: other values mean another host. */
  identity(spec: HostSpec): readonly unknown[];
  /** The network that the hosts of a folder are in, as far as a look into the folder tells. @default it does not */
  network?(directory: string): string | undefined;
  /** Options of a host that `up` changes while it runs. They are no part of its identity. @default none */
  readonly inPlaceOptions?: readonly string[];
  /**
   * Why this computer cannot have such hosts; undefined if it can. Cheap, and changes nothing.
   * @param hosts all of a cluster. @default it is not known how many
   */
  problem(hosts?: readonly PlannedHost[]): string | undefined;
  /** Why the hosts of a folder are another folder's, of which it is a copy; undefined where they are not. @default never */
  copyProblem?(directory: string): string | undefined;
  /** Why this process may not touch such hosts; undefined if it may. */
  rightsProblem(): string | undefined;
  /**
   * Creates a host, or starts one that is off with its disk and its address; leaves one that runs alone.
   * @throws when this computer cannot have hosts, or the host is not ready before its deadline
   */
  up(spec: HostSpec, report: Report): Promise<HostAccess>;
  /** Removes a host, and with the last one what the hosts of its folder share. A host that is absent is no error. */
  down(spec: HostName, report: Report): Promise<void>;
  /** Removes all hosts of a folder, with what interrupted runs left. */
  downAll(directory: string, report: Report): Promise<void>;
  /** Whether a host exists, and whether it runs. */
  state(spec: HostName): Promise<HostState>;
  /** The hosts of a folder, by name. */
  list(directory: string): Promise<Host[]>;
  /**
   * What is missing of the network that a host shares with others, said for one of them; undefined where nothing is.
   * @default never
   */
  networkProblem?(spec: HostName): Promise<string | undefined>;
  /** Repairs that. @default not */
  repairNetwork?(spec: HostName): Promise<void>;
  /** Whether its disk says that a host, running or not, is a node of a swarm. @default unknown */
  isMember?(spec: HostName): Promise<boolean>;
}

/**
 * Starts the engine of a host, as text for a shell in it: also where systemd gave up after too many starts. Where it does
 * not start with what docker-machine configured, it starts without: one that was killed between two files leaves, for
 * example, a certificate that is not of its key. The next provisioning writes all of it again. What docker-machine configured
 * also takes away the socket that systemd listens on, so that systemd has to create that anew.
 */
export const startEngineText = [
  "systemctl reset-failed docker.service docker.socket",
  "systemctl start docker && test -S /run/docker.sock && exit",
  "rm -f /etc/systemd/system/docker.service.d/10-machine.conf",
  "systemctl daemon-reload",
  "systemctl stop docker.service docker.socket",
  "systemctl reset-failed docker.service docker.socket",
  "systemctl start --no-block docker.socket docker.service",
].join("; ");
