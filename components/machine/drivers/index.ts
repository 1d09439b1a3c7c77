import type { HostKind } from "../../hosts/host";
import { nearest } from "../../../lib/nearest";
import { which } from "../../../lib/which";
import type { Computer, Driver, OptionsOf } from "./driver";
import { docker } from "./docker";
import { generic } from "./generic";
import { hyperv } from "./hyperv";
import { local } from "./local";
import { none } from "./none";
import { other, otherNames } from "./other";
import { virtualbox } from "./virtualbox";
import type { FlagValue } from "../spec";

/** The drivers whose options are known. "auto" is the first whose `isAuto` says so. */
export const drivers = [hyperv, virtualbox, docker, local, generic, none] as const;

/**
 * Options of a driver, named as its flags without the prefix, in camelCase. The drivers typed here are checked whole
 * before anything is created; any other takes any flag.
 */
export type DriverOptions = OptionsOf<(typeof drivers)[number]> | Readonly<Record<string, FlagValue>>;

/** The kinds of hosts that this project creates itself. */
export const hostKinds: readonly HostKind[] = drivers.flatMap(({ hosts }: Driver) => hosts ?? []);

/** The names of all drivers: those above, and those built into docker-machine or its successor rancher-machine. */
export const driverNames: readonly string[] = [...drivers.map(({ name }) => name), ...otherNames];

/** What is known of a driver; one that is not in the list passes its options through. */
export function driverOf(name: string): Driver {
  return drivers.find((driver) => driver.name === name) ?? other(name);
}

/**
 * What "auto" means here: hyperv on Windows, virtualbox on macOS and where it is installed, else local. Any other
 * driver means itself.
 * @param name driver as configured
 * @param computer for tests
 */
export function resolveDriver(name: string, computer: Computer = thisComputer): string {
  if (name !== "auto") return name;
  return drivers.find((driver) => driver.isAuto(computer))!.name;
}

/** Whether "auto" can mean this driver, on any computer. */
export function isAutoDriver(name: string): boolean {
  return ([hyperv, virtualbox, local] as readonly Driver[]).some((driver) => driver.name === name);
}

/** The computer that this runs on. */
export const thisComputer: Computer = { platform: process.platform, arch: process.arch, onPath: which };

/**
 * Why a driver cannot be used on a computer, as a sentence; undefined where it can.
 * @param name driver as configured, "auto" included
 * @param computer for tests
 */
export function driverProblem(name: string, computer: Computer = thisComputer): string | undefined {
  const resolved = resolveDriver(name, computer);
  if (!driverNames.includes(resolved) && !computer.onPath(`docker-machine-driver-${resolved}`))
    return unknown(name);
  return driverOf(resolved).requirements(computer, name !== "auto");
}

function unknown(name: string): string {
  const near = nearest(name, ["auto", ...driverNames]);
  const hint = near ? `did you mean ${near}? ` : "";
  return (
    `unknown driver ${JSON.stringify(name)}; ${hint}known are auto, ${driverNames.join(", ")}, and ` +
    "any NAME with a plugin docker-machine-driver-NAME on PATH"
  );
}
