import { run, type RunResult } from "../../lib/run";
import { which } from "../../lib/which";
import type { MachineSpec } from "./spec";
import { hostKeyIn, sshArguments } from "./ssh-arguments";
import { withMachineLock } from "./store/folder";
import { knownHostsFile, requireSpec } from "./store/notes";
import { sshAccessOf } from "./store/record";

/**
 * Runs a script of the POSIX shell on a machine's host as root, by the ssh program: docker-machine's own client gives every
 * command a terminal, through which no data can go. No other process works on the machine meanwhile.
 * @param input for the script's standard input. @default none
 * @throws when there is no ssh program, no address, or it does not end before its deadline
 */
export async function runRootScript(
  { storePath, name }: Pick<MachineSpec, "storePath" | "name">,
  script: string,
  timeoutSeconds: number,
  input = "",
): Promise<RunResult> {
  const spec = requireSpec(storePath, name);
  const program = which("ssh");
  const access = sshAccessOf(storePath, name);
  if (!program) throw new Error("ssh is not on PATH: install OpenSSH's client, and run again");
  if (!access) throw new Error(`Nothing is known of machine ${name} in ${storePath}, or it has no address`);
  const hostKey = hostKeyIn(knownHostsFile(storePath, name));
  // The script is no secret, and goes in the command, so that its standard input is free for data.
  const text = Buffer.from(script).toString("base64");
  const command = `sudo sh -c "$(echo ${text} | base64 -d)"`;
  const args = [...sshArguments(access, hostKey), command];
  return withMachineLock(spec, () => run(program, args, { timeoutSeconds, input }));
}
