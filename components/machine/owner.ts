import { realpathSync } from "node:fs";
import { dirname, join, resolve, sep } from "node:path";
import { driverOf } from "./drivers";
import type { VirtualMachine } from "./drivers/hypervisor";
import type { MachineSpec } from "./spec";
import { machineFolder } from "./store/record";

type Named = Pick<MachineSpec, "name" | "driver" | "storePath">;

/** Whose the virtual machines of a machine's name are. */
export interface Ownership {
  /** Those whose files lie in this store's folder of the machine. */
  readonly ours: readonly VirtualMachine[];
  /** Those of another store, or created by hand. */
  readonly foreign: readonly VirtualMachine[];
}

/**
 * Asks the hypervisor whose the virtual machines of a machine's name are. Undefined where the driver's machines have no
 * name that others could take, and where there is no hypervisor to ask.
 * @throws when the hypervisor does not answer
 */
export async function ownership({ name, driver, storePath }: Named): Promise<Ownership | undefined> {
  const found = await driverOf(driver).findVirtualMachines?.(name);
  const folder = machineFolder(storePath, name);
  return (
    found && {
      ours: found.filter(({ path }) => liesIn(folder, path)),
      foreign: found.filter(({ path }) => !liesIn(folder, path)),
    }
  );
}

/**
 * Refuses a name that a virtual machine of somebody else bears: docker-machine goes by the name alone, and would start,
 * change or remove that one.
 * @throws with both stores, and what to do
 */
export async function refuseForeign(spec: Named): Promise<void> {
  const owners = await ownership(spec);
  if (owners && owners.foreign.length > 0) throw new Error(foreignText(spec, owners));
}

/** Says which virtual machine is in the way, whose store it is in, and what to do. */
export function foreignText({ name, driver, storePath }: Named, { ours, foreign }: Ownership): string {
  const places = foreign.map(({ path }) => placeOf(name, path)).join(", ");
  const own = ours.map(({ removal }) => `; this store's own one can be removed with: ${removal}`).join("");
  return (
    `${driver} has a virtual machine "${name}" that is not of this store (${resolve(storePath)}): it is in ${places}. ` +
    `docker-machine goes by the name alone, so it was not called, and nothing was changed. Next: give the node another ` +
    `name, or rename or remove that virtual machine${own}.`
  );
}

/** The store a virtual machine is in, where it is docker-machine's; else where its files are. */
function placeOf(name: string, path: string): string {
  const parts = path.split(/[\\/]/);
  const at = parts.findIndex((part, index) => part === "machines" && parts[index + 1] === name);
  return at > 0 ? `the store ${parts.slice(0, at).join(sep)}` : path || "a folder that it does not tell";
}

function liesIn(folder: string, path: string): boolean {
  return path !== "" && `${comparable(path)}${sep}`.startsWith(`${comparable(folder)}${sep}`);
}

// A store may be reached through a link, and Windows does not tell small letters from capitals.
function comparable(path: string): string {
  const real = realPath(resolve(path));
  return process.platform === "win32" ? real.toLowerCase() : real;
}

function realPath(path: string): string {
  try {
    return realpathSync.native(path);
  } catch {
    return dirname(path) === path ? path : join(realPath(dirname(path)), path.slice(dirname(path).length));
  }
}
