import { nearest } from "../../nearest";
import { findOnPath } from "../tool/binary";

/** The drivers built into docker-machine or its successor rancher-machine, and "local", which is this project's. */
export const knownDrivers = [
  "local",
  "generic",
  "virtualbox",
  "hyperv",
  "none",
  "amazonec2",
  "azure",
  "digitalocean",
  "exoscale",
  "google",
  "openstack",
  "rackspace",
  "softlayer",
  "vmwarefusion",
  "vmwarevcloudair",
  "vmwarevsphere",
] as const;

/** Drivers whose machines are nothing but a record in the store: removing one leaves nothing behind but the host. */
export function isRecordOnly(driver: string): boolean {
  return driver === "generic" || driver === "local" || driver === "none";
}

/** docker-machine's own name of a driver: machines of driver "local" are hosts of its driver generic. */
export function machineDriver(driver: string): string {
  return driver === "local" ? "generic" : driver;
}

/**
 * What "auto" means here: hyperv on Windows, virtualbox on macOS and where it is installed, else local. Any other
 * driver means itself.
 * @param driver driver as configured
 * @param onPath finds a program; for tests
 */
export function resolveDriver(
  driver: string,
  platform: NodeJS.Platform = process.platform,
  onPath: (name: string) => string | undefined = findOnPath,
): string {
  if (driver !== "auto") return driver;
  if (platform === "win32") return "hyperv";
  return platform === "darwin" || onPath("VBoxManage") ? "virtualbox" : "local";
}

/**
 * Why a driver cannot be used on a platform, as a sentence; undefined where it can.
 * @param driver driver as configured, "auto" included
 * @param onPath finds a program; for tests
 */
export function driverProblem(
  driver: string,
  platform: NodeJS.Platform,
  onPath: (name: string) => string | undefined = findOnPath,
): string | undefined {
  const resolved = resolveDriver(driver, platform, onPath);
  if (!isKnown(resolved) && !onPath(`docker-machine-driver-${resolved}`)) return unknownDriver(driver);
  if (resolved === "hyperv" && platform !== "win32") {
    return 'driver hyperv needs Windows; use "auto", or "generic" for a host that runs already';
  }
  if (resolved === "local" && platform !== "linux") {
    const what = driver === "auto" ? 'driver auto finds no hypervisor here, and "local"' : "driver local";
    return `${what} needs Linux (its hosts are system containers); use virtualbox, or generic with a host of yours`;
  }
  return undefined;
}

function isKnown(driver: string): boolean {
  return (knownDrivers as readonly string[]).includes(driver);
}

function unknownDriver(driver: string): string {
  const near = nearest(driver, ["auto", ...knownDrivers]);
  const hint = near ? `did you mean ${near}? ` : "";
  return (
    `unknown driver ${JSON.stringify(driver)}; ${hint}known are auto, ${knownDrivers.join(", ")}, and ` +
    "any NAME with a plugin docker-machine-driver-NAME on PATH"
  );
}
