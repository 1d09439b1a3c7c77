import { cpus, totalmem } from "node:os";
import { z } from "zod";
import { nearest } from "../../../lib/nearest";
import type { Capacity, Driver } from "./driver";

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

/** The capacity of the computer that this runs on. */
export function thisComputer(): Capacity {
  return { memoryMb: Math.floor(totalmem() / 2 ** 20), cpus: cpus().length };
}

/**
 * All problems of a driver's options, as sentences of the form `PATH.option: VALUE: rule`. Files that options name are
 * looked at; nothing else is.
 * @param pathOf where an option stands in the configuration: "nodes[1].driverOptions.memory"
 * @param computer for tests
 */
export function optionProblems(
  driver: Driver,
  options: Readonly<Record<string, unknown>> | undefined,
  pathOf: (option: string) => string,
  computer: Capacity = thisComputer(),
): string[] {
  const rules = driver.options(computer);
  const checked = rules.safeParse(options ?? {}, { reportInput: true });
  if (checked.success) return [];
  const known = rules instanceof z.ZodObject ? Object.keys(rules.shape) : undefined;
  return checked.error.issues.flatMap((issue) => {
    if (issue.code === "unrecognized_keys") {
      return issue.keys.map((key) => `${pathOf(key)}: ${unknownOption(driver.name, key, known ?? [])}`);
    }
    // Values of drivers whose options are not known are not shown: they may be credentials.
    return [`${pathOf(issue.path.join("."))}: ${problemText(issue, known === undefined)}`];
  });
}

function problemText(issue: z.core.$ZodIssue, hidden: boolean): string {
  if (issue.code === "invalid_key") return issue.issues[0]?.message ?? issue.message;
  if (issue.input === undefined) return `is missing; ${issue.message}`;
  return hidden ? issue.message : `${JSON.stringify(issue.input)}: ${issue.message}`;
}

function unknownOption(driver: string, key: string, known: readonly string[]): string {
  if (known.length === 0) return `driver ${driver} has no options`;
  const plain = key.replace(new RegExp(`^${driver}`, "i"), "");
  const near = nearest(plain.charAt(0).toLowerCase() + plain.slice(1), known);
  const hint = near ? `did you mean ${near}?` : `known are ${known.join(", ")}`;
  return `is not an option of driver ${driver}; ${hint}`;
}
