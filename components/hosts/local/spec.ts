/** One system container of this computer. Plain data: it crosses a process border. */
export interface LocalHostSpec {
  /** Name of the host, unique in its folder. */
  readonly name: string;
  /** Folder that holds the hosts of one cluster, relative to the project or absolute. */
  readonly directory: string;
  /**
   * The hosts' IPv4 network; its first address is this computer's, on the bridge. With "auto" the first host of a folder
   * chooses one that is free, and all that follow are in the same. @example "10.77.0.0/24"
   */
  readonly network: string;
}

/** How docker-machine's generic driver reaches a host. */
export interface LocalHostAccess {
  readonly address: string;
  readonly sshUser: string;
  readonly sshPort: number;
  /** Absolute path of the private key. */
  readonly sshKeyPath: string;
}

/** Where lines of progress go. */
export type Report = (line: string) => void;
