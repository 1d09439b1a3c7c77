import { cpus, totalmem } from "node:os";
import { z } from "zod";

/** What this computer has; machines of a hypervisor cannot have more. */
export interface Capacity {
  /** Megabytes of memory. */
  readonly memoryMb: number;
  readonly cpus: number;
}

/** The capacity of the computer that this runs on. */
export function thisComputer(): Capacity {
  return { memoryMb: Math.floor(totalmem() / 2 ** 20), cpus: cpus().length };
}

/** Text that is not empty. */
export const text = z.string().trim().min(1, "must not be empty");

/** A TCP port. */
export const port = whole(1, 65535, "port 1-65535 expected");

/** A whole number within limits, with one message for all that it is not. */
export function whole(least: number, most: number, message: string) {
  return z.int(message).min(least, message).max(most, message);
}

/** Memory of a virtual machine in MB: enough to boot, and no more than the computer has. */
export function memory({ memoryMb }: Capacity) {
  return whole(256, memoryMb, `memory in MB expected, a whole number between 256 and ${memoryMb}, e.g. 2048`);
}

/** Size of a virtual disk in MB. */
export const diskSize = whole(
  1000,
  64_000_000,
  "disk size in MB expected, a whole number between 1000 and 64000000, e.g. 20000",
);
