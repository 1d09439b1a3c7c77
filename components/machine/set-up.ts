import type { HostAccess } from "../hosts/host";
import { driverOf } from "./drivers";
import { sshAccessFrom } from "./drivers/ssh-connection";
import type { MachineSpec } from "./spec";
import { hostKeyIn } from "./ssh-arguments";
import { knownHostsFile } from "./store/notes";
import { sshAccessOf } from "./store/record";
import { callCreate, callOrThrow, createSeconds, type Tool } from "./tool/call";
import { shareSsh, type SharedSsh } from "./tool/shared-ssh";

// What docker-machine does on a machine's host: all of it in one connection by SSH, where that can be.

/**
 * Has docker-machine create a machine.
 * @param access how the host is reached, of a driver with hosts
 * @throws when it fails or does not end before its deadline
 */
export async function createOnHost(
  tool: Tool,
  access: HostAccess | undefined,
  report: (line: string) => void,
): Promise<void> {
  await withSharedSsh(tool.spec, access, (ssh) => callCreate(tool, access, report, ssh));
}

/**
 * Has docker-machine set up a machine's host and engine once more.
 * @throws when it fails or does not end before its deadline
 */
export async function provisionOnHost(tool: Tool, report: (line: string) => void): Promise<void> {
  const options = { timeoutSeconds: createSeconds(tool.spec), onLine: report };
  await withSharedSsh(tool.spec, undefined, (ssh) => callOrThrow(tool, "provision", options, ssh));
}

async function withSharedSsh(
  spec: MachineSpec,
  access: HostAccess | undefined,
  work: (ssh: SharedSsh | undefined) => Promise<unknown>,
): Promise<void> {
  const { storePath, name, driverOptions = {} } = spec;
  const { flags, sharesSsh } = driverOf(spec.driver);
  const host = sshAccessOf(storePath, name) ?? sshAccessFrom(flags(driverOptions, access));
  const ssh =
    host && sharesSsh(driverOptions) ? shareSsh(host, hostKeyIn(knownHostsFile(storePath, name))) : undefined;
  try {
    await work(ssh);
  } finally {
    await ssh?.close();
  }
}
