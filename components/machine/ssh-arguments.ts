import { existsSync } from "node:fs";

/** How a machine's host is reached by SSH. */
export interface SshAccess {
  readonly address: string;
  readonly port: number;
  readonly user: string;
  /** Absolute path of the private key; undefined where an agent has it. */
  readonly key?: string;
}

/** How the key of a host is checked: as it is pinned in a file, pinned at first contact, or not at all. */
export interface HostKey {
  readonly checking: "yes" | "accept-new" | "no";
  /** File with the pinned keys. @default none is kept */
  readonly file?: string;
}

/**
 * How the key of a host is checked by the file that pins it; not at all where none does: the hosts of most drivers are new
 * with each create, as docker-machine itself has it.
 */
export function hostKeyIn(file: string): HostKey {
  return existsSync(file) ? { checking: "yes", file } : { checking: "no" };
}

/** Arguments of the ssh program for a host, before the command: no question is asked, and no setting of the person's for hosts counts. */
export function sshArguments({ address, port, user, key }: SshAccess, { checking, file }: HostKey): string[] {
  const options = [
    "BatchMode=yes",
    "ConnectTimeout=10",
    "ConnectionAttempts=1",
    "LogLevel=ERROR",
    `StrictHostKeyChecking=${checking}`,
    `UserKnownHostsFile=${file === undefined ? "/dev/null" : `"${file}"`}`,
    "GlobalKnownHostsFile=none",
    ...(key ? ["IdentitiesOnly=yes", `IdentityFile="${key}"`] : []),
  ];
  return [...options.flatMap((option) => ["-o", option]), "-p", `${port}`, "-l", user, "--", address];
}
