import type { MachineSpec } from "../spec";
import type { HostGuard } from "./driver";
import { dropCopies, putBack, saveCopies } from "./host-copies";
import { lookScript, readFacts, type HostFacts } from "./host-look";
import { hostProblems, hostRemark } from "./host-problems";
import { connectBySsh, type SshConnection } from "./ssh-connection";

/**
 * Looks at a host of driver generic before docker-machine changes anything on it, and copies what it is going to
 * replace. docker-machine itself tries a wrong key for three minutes, trusts any host key, hides the containers of an
 * engine with another storage driver, and leaves a Docker that does not start.
 *
 * The host's key is pinned at first contact. Without an ssh program nothing is checked.
 * @param knownHosts file that pins the host's key
 * @throws when the host cannot be reached or must not be provisioned: says why, and what to do
 */
export async function checkSshHost(
  spec: MachineSpec,
  knownHosts: string,
  report: (line: string) => void,
): Promise<HostGuard | undefined> {
  const host = connectBySsh(spec, knownHosts);
  if (!host) return undefined;
  const facts = await lookAgain(spec, host, await look(spec, host), report);
  const problems = hostProblems(facts, spec.engine);
  if (problems.length > 0) throw hostError(spec, host, problems.join(";\n  "));
  const remark = hostRemark(facts);
  if (remark) report(remark);
  await saveCopies(host);
  return {
    engine: facts.storageDriver === "" ? {} : { storageDriver: facts.storageDriver, ...spec.engine },
    putBack: () => putBack(host),
    release: () => dropCopies(host),
  };
}

async function look(spec: MachineSpec, host: SshConnection): Promise<HostFacts> {
  const result = await host.script(lookScript);
  if (result.code !== 0) throw hostError(spec, host, host.problem(result));
  return readFacts(result.stdout);
}

/** A create that was killed has left its copies: the host is looked at as it was before that. */
async function lookAgain(
  spec: MachineSpec,
  host: SshConnection,
  facts: HostFacts,
  report: (line: string) => void,
): Promise<HostFacts> {
  if (!facts.isUnfinished || !["", "inactive"].includes(facts.swarm)) return facts;
  report("an earlier create was interrupted: what it changed on the host is put back first");
  report(await putBack(host));
  return look(spec, host);
}

function hostError({ name }: MachineSpec, { place }: SshConnection, problem: string): Error {
  return new Error(`Host ${place} of machine ${name}: ${problem}`);
}
