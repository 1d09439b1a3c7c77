import { readFile } from "node:fs/promises";
import { networkInterfaces } from "node:os";
import type { TakenNetwork } from "../local/address";
import { docker, tryDocker, type EngineChoice } from "./engine";

/** The networks that hosts must keep clear of: those of the engine, and those that this computer is in or routes to. */
export async function takenNetworks(engine: EngineChoice): Promise<TakenNetwork[]> {
  return [...(await engineNetworks(engine)), ...ownNetworks(), ...(await routes())];
}

async function engineNetworks(engine: EngineChoice): Promise<TakenNetwork[]> {
  const ids = (await docker(engine, ["network", "ls", "--quiet"])).stdout.split(/\s+/).filter(Boolean);
  if (ids.length === 0) return [];
  // One that was removed since the first command fails the second, which tells of the others all the same.
  const { stdout } = await tryDocker(engine, ["network", "inspect", ...ids]);
  const found = JSON.parse(stdout || "[]") as { Name: string; IPAM?: { Config?: { Subnet?: string }[] } }[];
  return found.flatMap(({ Name, IPAM }) =>
    (IPAM?.Config ?? []).flatMap(({ Subnet }) =>
      Subnet ? [{ text: Subnet, device: `the engine's network ${Name}` }] : [],
    ),
  );
}

function ownNetworks(): TakenNetwork[] {
  return Object.entries(networkInterfaces()).flatMap(([device, addresses = []]) =>
    addresses.flatMap(({ cidr, family, internal }) =>
      cidr && family === "IPv4" && !internal ? [{ text: cidr, device }] : [],
    ),
  );
}

/** Where a VPN leads, on Linux: the other systems have no such file, and the engine in a network of its own. */
async function routes(): Promise<TakenNetwork[]> {
  return parseRoutes(await readFile("/proc/net/route", "utf8").catch(() => ""));
}

/** Reads the kernel's own table: device, destination and mask, in hexadecimal from the last byte to the first. */
export function parseRoutes(table: string): TakenNetwork[] {
  return table.split("\n").flatMap((line) => {
    const [device = "", destination = "", , , , , , mask = ""] = line.trim().split(/\s+/);
    if (!/^[0-9A-F]{8}$/.test(destination) || !/^[0-9A-F]{8}$/.test(mask)) return [];
    const bits = [...Number.parseInt(mask, 16).toString(2)].filter((bit) => bit === "1").length;
    return [{ text: `${bytes(destination).join(".")}/${bits}`, device }];
  });
}

function bytes(hexadecimal: string): number[] {
  return [...Buffer.from(hexadecimal, "hex")].reverse();
}
