import { parseAddress, parseCidr, sizeOf } from "../../lib/ipv4";
import {
  checkCapacity,
  findCollision,
  firstNetwork,
  freeNetwork,
  networkProblem,
  wantedNetwork,
  type Network,
} from "../hosts/local/address";
import type { HostKind, PlannedHost } from "../hosts/host";
import { driverOf } from "../machine/drivers";
import { defaultPool } from "../swarm/swarm/rules";
import { ipv4AddressesOf, type Candidate } from "./address-check";
import type { SwarmClusterArgs } from "./args";
import { localNetworkOf, type FormerMachines } from "./machine-args";

/** What is wrong, and what is only risky. */
export interface Findings {
  readonly problems: readonly string[];
  readonly advice: readonly string[];
}

/** Problems of this computer and of the network, where some hosts are to run here. */
export function localProblems(
  candidates: readonly Candidate[],
  args: SwarmClusterArgs,
  former: FormerMachines,
): string[] {
  const planned = candidates.flatMap((candidate) => plannedHost(candidate, args, former) ?? []);
  const kinds = grouped(planned, ({ kind }) => kind.folder);
  const networks = grouped(planned, ({ kind, network }) => `${kind.folder} ${network}`);
  const problems = kinds.flatMap((hosts) => hosts[0]!.kind.problem(hosts) ?? []);
  return [
    ...problems.map((problem) => `driver: ${problem}`),
    ...networks.flatMap((hosts) => networkProblems(hosts, args.swarm?.defaultAddressPools)),
  ];
}

interface HostInPlan extends PlannedHost {
  readonly kind: HostKind;
  readonly network: string;
  /** What the network is set by. */
  readonly setting: string;
}

function plannedHost(
  { node, path, machine }: Candidate,
  args: SwarmClusterArgs,
  former: FormerMachines,
): HostInPlan | undefined {
  const { hosts: kind, hostOptions } = driverOf(machine.driver);
  if (!kind) return undefined;
  const { network, options } = hostOptions(machine.driverOptions, localNetworkOf(args));
  const own = node.driverOptions && "network" in node.driverOptions ? `${path}.` : "";
  const setting = "network" in machine.driverOptions ? `${own}driverOptions.network` : "localNetwork";
  return { kind, network, setting, options, directory: former.get(node.name)?.local?.directory };
}

function grouped<T>(list: readonly T[], keyOf: (element: T) => string): T[][] {
  const groups = new Map<string, T[]>();
  for (const each of list) groups.set(keyOf(each), [...(groups.get(keyOf(each)) ?? []), each]);
  return [...groups.values()];
}

function networkProblems(hosts: readonly HostInPlan[], pools: unknown): string[] {
  const { network: text, setting } = hosts[0]!;
  // What is wrong with a driver's option is found with its other options.
  if (setting !== "localNetwork" && text !== "auto" && networkProblem(text)) return [];
  try {
    const network = wantedNetwork(text) ?? firstNetwork;
    checkCapacity(network, hosts.length, setting);
    return poolClashes(network, pools, setting);
  } catch (error) {
    return [(error as Error).message];
  }
}

/** An overlay network with the hosts' own addresses in it would cut the nodes off from each other. */
function poolClashes(network: Network, pools: unknown, setting: string): string[] {
  return texts(pools).flatMap((pool, index) => {
    // SwarmKit cuts networks from a pool's start, and the hosts are too far from the start of its own.
    const clash = pool !== defaultPool && findCollision(network, [{ text: pool, device: "" }]);
    const reason = `overlaps with the hosts' network ${network.text}; set ${setting} to one outside of it`;
    return clash ? [`swarm.defaultAddressPools[${index}]: "${pool}": ${reason}`] : [];
  });
}

/**
 * Hosts with addresses inside the pools of overlay networks: a container could not tell the one from the other.
 * @param former machines that are there already: their swarm has its pools for life, so that it is only told
 */
export function poolFindings(
  candidates: readonly Candidate[],
  { swarm }: SwarmClusterArgs,
  former: FormerMachines,
): Findings {
  const hosts = candidates.flatMap((candidate) =>
    ipv4AddressesOf(candidate).map((address) => ({ ...candidate, address })),
  );
  const pools = texts(swarm?.defaultAddressPools);
  const free = freePool(hosts.map(({ address }) => address));
  const found = (pools.length === 0 ? [defaultPool] : pools).flatMap((pool, index) => {
    const inside = hosts.filter(({ address }) => isInside(address, pool, Number(swarm?.subnetSize ?? 24)));
    if (inside.length === 0) return [];
    const who = inside.map(({ node, address }) => `${node.name} (${address})`).join(", ");
    const path = pools.length === 0 ? "swarm.defaultAddressPools" : `swarm.defaultAddressPools[${index}]`;
    const reason = `overlay networks cut from it can hide hosts that are in it: ${who}`;
    const isOnlyAdvice = pool === defaultPool || inside.some(({ node }) => former.has(node.name));
    return [
      {
        isOnlyAdvice,
        text: `${path}: "${pool}": ${reason}; a new swarm can take a free pool, e.g. ["${free}"]`,
      },
    ];
  });
  const textsOf = (isOnlyAdvice: boolean) =>
    found.filter((each) => each.isOnlyAdvice === isOnlyAdvice).map(({ text }) => text);
  return { problems: textsOf(false), advice: textsOf(true) };
}

// So many networks a swarm may come to have.
const likelyNetworks = 256;

/** Whether an address is in a pool; of SwarmKit's own, which is huge, only the start that it cuts from counts. */
function isInside(address: string, pool: string, subnetSize: number): boolean {
  const network = parseCidr(pool);
  const value = parseAddress(address);
  if (!network || value === undefined) return false;
  const all = sizeOf(network.prefix);
  const size = pool === defaultPool ? Math.min(all, likelyNetworks * sizeOf(subnetSize)) : all;
  return value >= network.base && value < network.base + size;
}

function freePool(addresses: readonly string[]): string {
  const taken = [firstNetwork.text, ...addresses.map((address) => `${address}/16`)];
  return freeNetwork(
    { ...firstNetwork, prefix: 16 },
    taken.map((text) => ({ text, device: "" })),
  )!;
}

function texts(list: unknown): string[] {
  return Array.isArray(list) ? list.filter((each) => typeof each === "string") : [];
}
