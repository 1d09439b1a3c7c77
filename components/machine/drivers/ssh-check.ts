import { which } from "../../../lib/which";
import { keyFile } from "./ssh-key";
import { run, type RunResult } from "../../../lib/run";
import type { MachineSpec } from "../spec";

/** How a host of driver generic is reached. */
interface Target {
  readonly address: string;
  readonly port: number;
  readonly user: string;
  readonly key: string | undefined;
}

// Tells the time, proves that sudo works without a password, and asks Docker for its swarm.
const question = `date +%s; sudo -n true || exit 77; sudo -n docker info --format 'swarm {{.Swarm.LocalNodeState}}'; exit 0`;

/**
 * Looks at a host of driver generic before docker-machine changes anything on it. docker-machine itself tries a wrong
 * key for three minutes, trusts any host key, and would restart the engine of a living swarm node.
 *
 * The host's key is pinned at first contact. Without an ssh program nothing is checked.
 * @param knownHosts file that pins the host's key
 * @throws when the host cannot be reached or must not be provisioned: says which, and what to do
 */
export async function checkSshHost(spec: MachineSpec, knownHosts: string): Promise<void> {
  const ssh = which("ssh");
  if (!ssh) return;
  const target = targetOf(spec);
  const result = await run(ssh, sshArguments(target, knownHosts), { timeoutSeconds: 30 });
  const problem =
    result.code === 0 ? answerProblem(result.stdout) : connectionProblem(target, knownHosts, result);
  if (problem) throw new Error(`Host ${target.address}:${target.port} of machine ${spec.name}: ${problem}`);
}

function targetOf({ driverOptions = {} }: MachineSpec): Target {
  const { ipAddress, sshPort = 22, sshUser = "root", sshKey } = driverOptions;
  return {
    address: String(ipAddress),
    port: Number(sshPort),
    user: String(sshUser),
    key: typeof sshKey === "string" ? keyFile(sshKey) : undefined,
  };
}

function sshArguments({ address, port, user, key }: Target, knownHosts: string): string[] {
  const options = [
    "BatchMode=yes",
    "ConnectTimeout=10",
    "ConnectionAttempts=1",
    "StrictHostKeyChecking=accept-new",
    `UserKnownHostsFile="${knownHosts}"`,
    "GlobalKnownHostsFile=none",
    ...(key ? ["IdentitiesOnly=yes", `IdentityFile="${key}"`] : []),
  ];
  return [
    ...options.flatMap((option) => ["-o", option]),
    "-p",
    `${port}`,
    "-l",
    user,
    "--",
    address,
    question,
  ];
}

function connectionProblem({ user, key }: Target, knownHosts: string, { code, stderr }: RunResult): string {
  const said = stderr.trim().split(/\r?\n/).slice(-1)[0] ?? "";
  if (/IDENTIFICATION HAS CHANGED|host key verification failed/i.test(stderr)) {
    return `its SSH host key has changed; if the host was reinstalled, remove ${knownHosts} and run again`;
  }
  if (/permission denied|too many authentication failures/i.test(stderr)) {
    return `user ${user} is rejected with ${key ? `key ${key}` : "ssh's own keys"} (${said}); give sshUser and sshKey`;
  }
  if (code === 77)
    return `user ${user} needs sudo without a password, which docker-machine relies on (${said})`;
  return `SSH does not answer (${said || `exit code ${code}`}); is it up, and are address and sshPort right?`;
}

function answerProblem(stdout: string): string | undefined {
  const seconds = Number(/^\d+$/m.exec(stdout)?.[0]);
  const skew = Math.round(seconds - Date.now() / 1000);
  if (Math.abs(skew) > 60) {
    return `its clock is ${Math.abs(skew)} s ${skew > 0 ? "ahead" : "behind"}, so certificates would not be valid; set it`;
  }
  if (/^swarm active$/m.test(stdout)) {
    return "its Docker is an active node of a swarm, and provisioning would restart it; take it out of that swarm first";
  }
  return undefined;
}
