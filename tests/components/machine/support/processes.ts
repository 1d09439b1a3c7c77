import { readFileSync } from "node:fs";

/** Whether a process runs. One that ended and was not waited for yet keeps its id, but has no command line. */
export function isRunning(pid: number): boolean {
  try {
    if (process.platform === "linux") return readFileSync(`/proc/${pid}/cmdline`, "utf8") !== "";
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** Resolves when a condition holds; fails after 5 s. */
export async function until(what: string, holds: () => boolean): Promise<void> {
  for (const deadline = Date.now() + 5000; !holds();) {
    if (Date.now() > deadline) throw new Error(`gave up waiting until ${what}`);
    await new Promise((wake) => setTimeout(wake, 20));
  }
}
