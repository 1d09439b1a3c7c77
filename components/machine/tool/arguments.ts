import { resolve } from "node:path";
import { machineDriver } from "../drivers/driver";
import { keyFile } from "../drivers/ssh-key";
import type { LocalHostAccess } from "../../hosts/local/spec";
import type { EngineOptions, FlagValue, MachineSpec } from "../spec";

/** Options of one driver, or any other flags, in camelCase. */
type Flags = Readonly<Record<string, FlagValue | undefined>>;

/**
 * Arguments of `docker-machine create` for a machine. Every value stands behind its flag's "=", so none can become a
 * flag itself.
 * @param access how the host is reached, for driver "local"
 */
export function createArguments(spec: MachineSpec, access?: LocalHostAccess): string[] {
  const driver = machineDriver(spec.driver);
  return [
    ...globalArguments(spec),
    "create",
    `--driver=${driver}`,
    ...flags(optionsOf(spec, access), driver === "none" ? "" : `${driver}-`),
    ...engineFlags(spec.engine ?? {}),
    ...flags({ tlsSan: spec.tlsSans }, ""),
    spec.name,
  ];
}

/** Arguments of any other command on a machine: `start`, `rm -y`, `status`, ... */
export function commandArguments(spec: MachineSpec, command: readonly string[]): string[] {
  return [...globalArguments(spec), ...command, spec.name];
}

/**
 * Arguments before the command. A failed create would send logs and this computer's data to docker-machine's makers
 * unless told not to.
 */
export function globalArguments(spec: Pick<MachineSpec, "storePath" | "driver" | "driverOptions">): string[] {
  const ownKey =
    spec.driver === "local" || (spec.driver === "generic" && spec.driverOptions?.sshKey !== undefined);
  return [
    `--storage-path=${resolve(spec.storePath)}`,
    "--bugsnag-api-token=no-report",
    // Its own SSH client is a quarter faster than an ssh process per command, but knows no agent.
    ...(ownKey ? ["--native-ssh"] : []),
  ];
}

/**
 * Why a text cannot be a machine's name, with the text; undefined where it can. docker-machine's rule, and that of
 * host names.
 */
export function nameProblem(name: string): string | undefined {
  const shown = JSON.stringify(name);
  if (!/^[a-zA-Z0-9][a-zA-Z0-9\-.]*$/.test(name)) {
    return `${shown}: letters, digits, "." and "-" expected, the first a letter or a digit, e.g. node1`;
  }
  return name.length > 63 ? `${shown}: at most 63 characters expected` : undefined;
}

// VirtualBox 6.1.28 and later refuse host-only networks outside 192.168.56.0/21 unless its networks.conf allows them,
// and docker-machine's own default lies outside.
const virtualboxDefaults: Flags = { hostonlyCidr: "192.168.56.1/24" };

function optionsOf(spec: MachineSpec, access: LocalHostAccess | undefined): Flags {
  const given = spec.driverOptions ?? {};
  if (access) {
    const { address: ipAddress, sshUser, sshPort, sshKeyPath: sshKey } = access;
    return { ipAddress, sshUser, sshPort, sshKey };
  }
  if (spec.driver === "virtualbox") return { ...virtualboxDefaults, ...given };
  if (spec.driver === "generic" && typeof given.sshKey === "string") {
    return { ...given, sshKey: keyFile(given.sshKey) };
  }
  return given;
}

function engineFlags(engine: EngineOptions): string[] {
  return flags(
    {
      label: pairs(engine.labels),
      registryMirror: engine.registryMirrors,
      insecureRegistry: engine.insecureRegistries,
      storageDriver: engine.storageDriver,
      env: pairs(engine.environment),
      installUrl: engine.installUrl,
      opt: engine.options,
    },
    "engine-",
  );
}

function pairs(record: Readonly<Record<string, string>> = {}): string[] {
  return Object.entries(record).map(([key, value]) => `${key}=${value}`);
}

function flags(values: Flags, prefix: string): string[] {
  return Object.entries(values).flatMap(([key, value]) => {
    const flag = `--${prefix}${key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
    if (value === undefined || value === false) return [];
    if (value === true) return [flag];
    return (Array.isArray(value) ? value : [value]).map((one) => `${flag}=${one}`);
  });
}
