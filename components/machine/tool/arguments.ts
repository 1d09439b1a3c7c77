import { resolve } from "node:path";
import { driverOf } from "../drivers";
import type { Driver, Flags } from "../drivers/driver";
import type { HostAccess } from "../../hosts/host";
import type { EngineOptions, MachineSpec } from "../spec";
import { environmentValues } from "../drivers/engine-environment";

/**
 * Arguments of `docker-machine create` for a machine. Every value stands behind its flag's "=", so none can become a
 * flag itself.
 * @param access how the host is reached, of a driver with hosts
 * @param withSshProgram as for {@link globalArguments}
 */
export function createArguments(spec: MachineSpec, access?: HostAccess, withSshProgram?: boolean): string[] {
  const driver = driverOf(spec.driver);
  return [
    ...globalArguments(spec, withSshProgram),
    "create",
    `--driver=${driver.machineDriver}`,
    ...flags(driver.flags(spec.driverOptions ?? {}, access), driver.flagPrefix),
    ...engineFlags(spec.engine ?? {}, driver),
    ...flags({ tlsSan: [...(spec.tlsSans ?? []), ...(access?.nodeAddress ? [access.nodeAddress] : [])] }, ""),
    spec.name,
  ];
}

/** Arguments of any other command on a machine: `start`, `rm -y`, `status`, ... */
export function commandArguments(
  spec: MachineSpec,
  command: readonly string[],
  withSshProgram?: boolean,
): string[] {
  return [...globalArguments(spec, withSshProgram), ...command, spec.name];
}

/**
 * Arguments before the command. A failed create would send logs and this computer's data to docker-machine's makers
 * unless told not to.
 * @param withSshProgram the ssh program is used, also where docker-machine's own client would do. @default false
 */
export function globalArguments(
  { storePath, driver, driverOptions = {} }: Pick<MachineSpec, "storePath" | "driver" | "driverOptions">,
  withSshProgram = false,
): string[] {
  const isNative = driverOf(driver).usesNativeSsh(driverOptions) && !withSshProgram;
  return [
    `--storage-path=${resolve(storePath)}`,
    "--bugsnag-api-token=no-report",
    ...(isNative ? ["--native-ssh"] : []),
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
  if (!name.split(".").every((label) => /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/i.test(label))) {
    const right = name
      .replace(/\.{2,}/g, ".")
      .replace(/-*\.-*/g, ".")
      .replace(/[-.]+$/, "");
    return `${shown}: no host name; each part between dots begins and ends with a letter or a digit, e.g. ${right}`;
  }
  return name.length > 63 ? `${shown}: at most 63 characters expected` : undefined;
}

function engineFlags(engine: EngineOptions, driver: Driver): string[] {
  return flags(
    {
      label: pairs(engine.labels),
      registryMirror: engine.registryMirrors,
      insecureRegistry: engine.insecureRegistries,
      storageDriver: engine.storageDriver,
      env: environmentValues(engine.environment, driver),
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
