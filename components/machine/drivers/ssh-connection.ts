import { which } from "../../../lib/which";
import { run, type RunResult } from "../../../lib/run";
import type { MachineSpec } from "../spec";
import { sshArguments, type SshAccess } from "../ssh-arguments";
import type { Flags } from "./driver";
import { keyFile } from "./ssh-key";

/** How a host of driver generic is reached, by this computer's ssh program. */
export interface SshConnection {
  /** "ADDRESS:PORT", for messages. */
  readonly place: string;
  /**
   * Runs a script of the POSIX shell on the host, as its user. The script goes by standard input: the user's own shell
   * may be any.
   * @throws when ssh does not end before its deadline
   */
  readonly script: (text: string, timeoutSeconds?: number) => Promise<RunResult>;
  /** The same as root. */
  readonly rootScript: (text: string, timeoutSeconds?: number) => Promise<RunResult>;
  /** What went wrong with a script that ended with another exit code than 0, as a clause. */
  readonly problem: (result: RunResult) => string;
}

/** Exit code of a script that needs sudo and may not use it. */
export const noSudo = 77;

const asUser = "sh -s";
const asRoot = `sh -c 'if [ "$(id -u)" = 0 ]; then exec sh -s; else exec sudo -n sh -s; fi'`;

/**
 * The connection to a machine's host; undefined without an ssh program. Nothing is sent yet.
 * @param knownHosts file that pins the host's key, at first contact
 */
export function connectBySsh(spec: MachineSpec, knownHosts: string): SshConnection | undefined {
  const ssh = which("ssh");
  const target = sshAccessFrom(spec.driverOptions ?? {});
  if (!ssh || !target) return undefined;
  const call = (command: string, input: string, timeoutSeconds = 60) =>
    run(ssh, [...sshArguments(target, { checking: "accept-new", file: knownHosts }), command], {
      timeoutSeconds,
      input,
    });
  return {
    place: `${target.address}:${target.port}`,
    script: (text, timeoutSeconds) => call(asUser, text, timeoutSeconds),
    rootScript: (text, timeoutSeconds) => call(asRoot, text, timeoutSeconds),
    problem: (result) => connectionProblem(target, knownHosts, result),
  };
}

/** How a host is reached by options of docker-machine's driver generic; undefined where they name none. */
export function sshAccessFrom(options: Flags): SshAccess | undefined {
  const { ipAddress, sshPort = 22, sshUser = "root", sshKey } = options;
  if (ipAddress === undefined) return undefined;
  return {
    address: String(ipAddress),
    port: Number(sshPort),
    user: String(sshUser),
    key: typeof sshKey === "string" ? keyFile(sshKey) : undefined,
  };
}

function connectionProblem(
  { user, key }: SshAccess,
  knownHosts: string,
  { code, stderr }: RunResult,
): string {
  const said = stderr.trim().split(/\r?\n/).slice(-1)[0] ?? "";
  if (/IDENTIFICATION HAS CHANGED|host key verification failed/i.test(stderr)) {
    return `its SSH host key has changed; if the host was reinstalled, remove ${knownHosts} and run again`;
  }
  if (/permission denied|too many authentication failures/i.test(stderr)) {
    return `user ${user} is rejected with ${key ? `key ${key}` : "ssh's own keys"} (${said}); give sshUser and sshKey`;
  }
  if (code === noSudo)
    return `user ${user} needs sudo without a password, which docker-machine relies on (${said})`;
  return `SSH does not answer (${said || `exit code ${code}`}); is it up, and are address and sshPort right?`;
}
