import { done, notYet, waitFor } from "../../../lib/wait";
import type { Fleet } from "./fleet";

// A refresh reads all resources at about the same time.
const seconds = 3;

/**
 * Waits until a machine is in the store, where it is not: on a computer that works on a stack for the first time, the
 * keys of its machines are laid out by the same refresh, in any order. Returns all the same where it does not come.
 * @param name name of the machine. @default any machine
 */
export async function arrival(fleet: Fleet, name?: string): Promise<void> {
  const isThere = () => (name === undefined ? fleet.remembered().length > 0 : fleet.isRemembered(name));
  if (isThere()) return;
  const what = `the keys of ${name ?? "the machines"}`;
  const look = () => Promise.resolve(isThere() ? done(undefined) : notYet("not in the store"));
  await waitFor({ what, seconds, everyMs: 50, look }).catch(() => undefined);
}
