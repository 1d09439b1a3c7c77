import { isDeepStrictEqual } from "node:util";
import { recallSpec } from "./store/notes";
import type { MachineSpec } from "./spec";

type Specified = Omit<MachineSpec, "environment">;

/** What docker-machine cannot change in place: of another value, another machine is made. */
export function identityOf({ driver, driverOptions, engine, tlsSans }: Omit<Specified, "name">) {
  return [driver, driverOptions ?? {}, engine ?? {}, tlsSans ?? []] as const;
}

/** The same of the host under a machine of driver "local". */
export function hostIdentityOf({ directory, network }: NonNullable<MachineSpec["local"]>) {
  return [directory, network] as const;
}

/** Whether a machine was made from another spec, so that Pulumi is going to replace it, as far as its store tells. */
export function isReplacement(spec: Specified): boolean {
  const made = recallSpec(spec.storePath, spec.name);
  if (!made) return false;
  const all = (each: Specified) => [...identityOf(each), each.local ? hostIdentityOf(each.local) : []];
  return !isDeepStrictEqual(asJson(all(spec)), asJson(all(made)));
}

/** As it is remembered: without undefined values. */
function asJson(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}
