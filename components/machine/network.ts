import { driverOf } from "./drivers";
import { recallSpec } from "./store/notes";

/**
 * Why the network of a machine's host is not as it was made; undefined where it is, and where the host is none of this
 * project's. Hosts that share a network say so once: the first of them does. Changes nothing.
 */
export async function networkProblem(storePath: string, name: string): Promise<string | undefined> {
  const spec = recallSpec(storePath, name);
  return spec?.local && driverOf(spec.driver).hosts?.networkProblem?.(spec.local);
}

/** Repairs it. */
export async function repairNetwork(storePath: string, name: string): Promise<void> {
  const spec = recallSpec(storePath, name);
  if (spec?.local) await driverOf(spec.driver).hosts?.repairNetwork?.(spec.local);
}
