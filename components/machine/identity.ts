import { isDeepStrictEqual } from "node:util";
import { driverOf } from "./drivers";
import { recallSpec } from "./store/notes";
import type { MachineSpec } from "./spec";

type Specified = Omit<MachineSpec, "environment">;
type Identity = Pick<MachineSpec, "driver" | "driverOptions" | "engine" | "tlsSans">;

/** What docker-machine cannot change in place: another value means another machine. */
export function identityOf({ driver, driverOptions, engine, tlsSans }: Identity) {
  return [driver, driverOptions ?? {}, engine ?? {}, tlsSans ?? []] as const;
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

/** As it is remembered: without undefined values. */
function asJson(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}
