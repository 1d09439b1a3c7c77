import { z } from "zod";
import { nearest } from "../../nearest";
import { genericShape, type GenericOptions } from "./generic";
import { hypervShape, type HypervOptions } from "./hyperv";
import { localShape, type LocalOptions } from "./local";
import { noneShape, type NoneOptions } from "./none";
import { thisComputer, type Capacity } from "./shape";
import { virtualboxShape, type VirtualboxOptions } from "./virtualbox";
import type { EngineOptions, FlagValue } from "../spec";

/**
 * Options of a driver, named as its flags without the prefix, in camelCase. The drivers typed here are checked whole
 * before anything is made; any other takes any flag.
 */
export type DriverOptions =
  | VirtualboxOptions
  | HypervOptions
  | GenericOptions
  | NoneOptions
  | LocalOptions
  | Readonly<Record<string, FlagValue>>;

const shapes: Readonly<Record<string, (computer: Capacity) => z.ZodObject>> = {
  virtualbox: virtualboxShape,
  hyperv: hypervShape,
  generic: genericShape,
  none: noneShape,
  local: localShape,
};

/**
 * All that is wrong with a driver's options, as sentences of the form `PATH.option: VALUE: rule`. Files that options
 * name are looked at; nothing else is.
 * @param driver docker-machine's name of the driver, or "local"; never "auto"
 * @param pathOf where an option stands in the configuration: "nodes[1].driverOptions.memory"
 * @param computer for tests
 */
export function optionProblems(
  driver: string,
  options: Readonly<Record<string, unknown>> | undefined,
  pathOf: (option: string) => string,
  computer: Capacity = thisComputer(),
): string[] {
  const shape = shapes[driver]?.(computer) ?? passThrough;
  const checked = shape.safeParse(options ?? {}, { reportInput: true });
  if (checked.success) return [];
  const known = shape instanceof z.ZodObject ? Object.keys(shape.shape) : [];
  return checked.error.issues.flatMap((issue) => {
    if (issue.code === "unrecognized_keys") {
      return issue.keys.map((key) => `${pathOf(key)}: ${unknownOption(driver, key, known)}`);
    }
    return [`${pathOf(issue.path.join("."))}: ${problemText(issue, !(driver in shapes))}`];
  });
}

/** All that is wrong with the set-up of the engine, for one driver; as {@link optionProblems}. */
export function engineProblems(
  driver: string,
  engine: EngineOptions | undefined,
  pathOf: (setting: string) => string,
): string[] {
  if (driver !== "virtualbox" && driver !== "hyperv") return [];
  if (engine?.installUrl === undefined) return [];
  return [`${pathOf("installUrl")}: cannot be used with driver ${driver}, whose image has Docker in it`];
}

const passThrough = z.record(
  z
    .string()
    .regex(/^[a-z][a-zA-Z0-9]*$/, "a flag's name in camelCase and without the driver's prefix expected"),
  z.union(
    [z.string(), z.number(), z.boolean(), z.array(z.string())],
    "text, number, true, false or a list of texts expected",
  ),
);

/** Values of drivers that are not known here are not shown: they may be credentials. */
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
  return `is no option of driver ${driver}; ${hint}`;
}
