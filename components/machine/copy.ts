import { driverOf } from "./drivers";
import { listRemembered } from "./store/notes";

/**
 * Refuses to work on the machines of a store that was copied together with its hosts: both copies would work on the same
 * hosts, which are the original's.
 * @throws when they are: names both folders, and what to do
 */
export function refuseCopy(storePath: string): void {
  const seen = new Set<string>();
  for (const { driver, local } of listRemembered(storePath)) {
    if (!local || seen.has(local.directory)) continue;
    seen.add(local.directory);
    const problem = driverOf(driver).hosts?.copyProblem?.(local.directory);
    if (problem) throw new Error(problem);
  }
}
