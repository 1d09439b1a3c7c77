import { isDeepStrictEqual } from "node:util";
import type { HostKind, HostSpec } from "../hosts/host";
import { driverOf } from "./drivers";
import { recallSpec } from "./store/notes";
import type { MachineSpec } from "./spec";

type Specified = Omit<MachineSpec, "environment">;
type Identity = Pick<MachineSpec, "driver" | "driverOptions" | "engine" | "tlsSans">;

/** What docker-machine cannot change in place: another value means another machine. */
export function identityOf({ driver, driverOptions, engine, tlsSans }: Identity) {
  const { inPlaceOptions } = driverOf(driver);
  const fixed = Object.entries(driverOptions ?? {}).filter(([name]) => !inPlaceOptions.includes(name));
  return [driver, Object.fromEntries(fixed), engine ?? {}, tlsSans ?? []] as const;
}

/** Whether a machine was created from another spec, so that Pulumi will replace it, as far as its store tells. */
export function isReplacement(spec: Specified): boolean {
  const former = recallSpec(spec.storePath, spec.name);
  if (!former) return false;
  const all = (each: Specified) => [...identityOf(each), hostIdentityOf(each)];
  return !isDeepStrictEqual(asJson(all(spec)), asJson(all(former)));
}

/** The same of the host under a machine, where this project creates one. */
function hostIdentityOf({ driver, local }: Specified): readonly unknown[] {
  return (local && driverOf(driver).hosts?.identity(local)) ?? [];
}

/**
 * A host's spec with the network that it was created with, where that is the wanted one in other words: "auto" decides
 * for new hosts only, and what it chose can be written down.
 * @param former spec that the host was created from. @default it is new
 */
export function keepNetwork(wanted: HostSpec, kind: HostKind, former?: HostSpec): HostSpec {
  if (!former || former.network === wanted.network) return wanted;
  const isSame =
    wanted.network === "auto" ||
    (former.network === "auto" && kind.network?.(former.directory) === wanted.network);
  return isSame ? { ...wanted, network: former.network } : wanted;
}

/** As it is remembered: without undefined values. */
function asJson(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}
