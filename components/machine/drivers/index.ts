import type { HostKind } from "../../hosts/host";
import { nearest } from "../../../lib/nearest";
import type { Driver, OptionsOf } from "./driver";
import { docker } from "./docker";
import { generic } from "./generic";
import { hyperv } from "./hyperv";
import { local } from "./local";
import { none } from "./none";
import { other, otherNames } from "./other";
import { thisComputer, type Computer } from "./computer";
import { virtualbox } from "./virtualbox";
import type { FlagValue } from "../spec";

/** The drivers whose options are known. "auto" is the first whose `isAuto` says so. */
export const drivers = [hyperv, virtualbox, local, docker, generic, none] as const;

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
 * What "auto" means on this computer: hyperv or virtualbox where they work, else local on Linux as root, else docker. Any
 * other driver means itself.
 * @param name driver as configured
 * @param computer for tests
 */
export function resolveDriver(name: string, computer: Computer = thisComputer): string {
  if (name !== "auto") return name;
  return firstAutoDriver(computer)?.name ?? docker.name;
}

/** Whether "auto" can mean this driver, on any computer. */
export function isAutoDriver(name: string): boolean {
  return driverOf(name).autoReason !== "";
}

/**
 * One line that says what "auto" means here, why, and what else could be chosen; undefined where nothing can.
 * @param computer for tests
 */
export function autoNote(computer: Computer = thisComputer): string | undefined {
  const [chosen, ...others] = autoDrivers(computer);
  if (!chosen) return undefined;
  const rest = others.map(({ name }) => name).join(", ");
  return `driver auto: ${chosen.name}, since ${chosen.autoReason}${rest ? `; also possible here: ${rest}` : ""}`;
}

/**
 * Why a driver cannot be used on a computer, as a sentence; undefined where it can.
 * @param name driver as configured, "auto" included
 * @param computer for tests
 */
export function driverProblem(name: string, computer: Computer = thisComputer): string | undefined {
  if (name === "auto" && !firstAutoDriver(computer)) return nothingForAuto(computer);
  const resolved = resolveDriver(name, computer);
  const isKnown = driverNames.includes(resolved) || computer.onPath(`docker-machine-driver-${resolved}`);
  return isKnown ? driverOf(resolved).requirements(computer) : unknown(name);
}

/** Not the first of all: to see whether docker works takes time. */
function firstAutoDriver(computer: Computer): Driver | undefined {
  return drivers.find((driver: Driver) => driver.isAuto(computer));
}

function autoDrivers(computer: Computer): Driver[] {
  return drivers.filter((driver: Driver) => driver.isAuto(computer));
}

function nothingForAuto({ platform, arch }: Computer): string {
  if (platform !== "linux" && arch === "arm64") return withoutImage;
  const root = platform === "linux" ? ", or run as root (driver local)" : "";
  return (
    "driver auto finds no hypervisor and no Docker Engine here: install Docker, start it and see that " +
    `"docker version" answers you${root}; or use generic with a host of yours`
  );
}

const withoutImage =
  "driver auto finds nothing for an arm64 computer: boot2docker, the image of virtualbox and hyperv, is for amd64 only; " +
  'use "docker" where a Docker Engine runs (Docker Desktop, OrbStack, Colima), or "generic" with a host of yours';

function unknown(name: string): string {
  const near = nearest(name, ["auto", ...driverNames]);
  const hint = near ? `did you mean ${near}? ` : "";
  return (
    `unknown driver ${JSON.stringify(name)}; ${hint}known are auto, ${driverNames.join(", ")}, and ` +
    "any NAME with a plugin docker-machine-driver-NAME on PATH"
  );
}
