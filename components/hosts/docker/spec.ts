/** One host in a container of the person's own Docker Engine. Plain data: it crosses a process border. */
export interface DockerHostSpec {
  /** Name of the host, unique in its folder. */
  readonly name: string;
  /** Folder with the notes on the hosts of one cluster, relative to the project or absolute. */
  readonly directory: string;
  /**
   * The hosts' IPv4 network in the engine. With "auto" the first host of a folder chooses one that is free, and all that
   * follow are in the same. @example "10.77.0.0/24"
   */
  readonly network: string;
  /** Most memory of the host, in MB. @default all the engine has */
  readonly memory?: number;
  /** Most processors of the host, 1.5 for one and a half. @default all the engine has */
  readonly cpus?: number;
  /** Image with systemd, sshd and a Docker Engine. @default one of this project's own, built once */
  readonly image?: string;
  /** Docker context of the engine. @default that of the other hosts, else the current one */
  readonly context?: string;
  /** Ports of the host that this computer reaches on 127.0.0.1: "8080:80", or "53:53/udp". @default none */
  readonly publish?: readonly string[];
}

/** How docker-machine's generic driver reaches a host, and where the other nodes find it. */
export interface DockerHostAccess {
  /** Always "127.0.0.1": what a Mac or Windows reaches of a container are its published ports. */
  readonly address: string;
  readonly sshUser: string;
  readonly sshPort: number;
  /** Absolute path of the private key. */
  readonly sshKeyPath: string;
  /** Port of the Docker Engine in the host, the same number inside and outside. */
  readonly enginePort: number;
  /** Address of the host in the cluster's network, for the other hosts. */
  readonly nodeAddress: string;
}

/** Where lines of progress go. */
export type Report = (line: string) => void;
