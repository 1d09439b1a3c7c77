import { run } from "../../../lib/run";
import { driverOf } from "../drivers";
import { isEd25519 } from "../drivers/ssh-key";
import type { MachineSpec } from "../spec";

const versions = new Map<string, Promise<string>>();

/**
 * Whether docker-machine's own SSH client is too old for a machine's key. Classic docker-machine (0.16.2, of 2019) signs
 * with RSA keys in a way that OpenSSH 8.8 and later refuse, and reads no ECDSA key in OpenSSH's format; it then gets the
 * computer's ssh program, which it uses unless told otherwise.
 */
export async function hasOldSsh(machine: {
  readonly spec: MachineSpec;
  /** Absolute path of docker-machine. */
  readonly binary: string;
}): Promise<boolean> {
  const { spec, binary } = machine;
  const { driver, driverOptions = {} } = spec;
  const { sshKey } = driverOptions;
  if (!driverOf(driver).usesNativeSsh(driverOptions) || typeof sshKey !== "string") return false;
  return !isEd25519(sshKey) && !/rancher/i.test(await versionText(binary));
}

function versionText(binary: string): Promise<string> {
  const known =
    versions.get(binary) ?? run(binary, ["--version"], { timeoutSeconds: 30 }).then(({ stdout }) => stdout);
  versions.set(binary, known);
  return known;
}
