import { hostOf, ipVersion, withPort } from "../engine/address";
import { driverOf } from "../machine/drivers";
import type { Location } from "../machine/drivers/driver";
import type { NodeArgs } from "./args";
import type { machineArgs } from "./machine-args";

/** A node with sound machine arguments, and where it stands. */
export interface Candidate {
  readonly node: NodeArgs;
  /** "nodes[1]". */
  readonly path: string;
  readonly machine: ReturnType<typeof machineArgs>;
}

/** Where a node's host is by its options; undefined where only the driver knows. */
export function locationOf({ machine: { driver, driverOptions } }: Candidate): Location | undefined {
  return driverOf(driver).location(driverOptions);
}

/** Addresses that two nodes cannot both have, or that no other node can reach. */
export function addressProblems(all: readonly Candidate[]): string[] {
  return [
    ...sameHostProblems(all),
    ...sameEngineProblems(all),
    ...(["advertiseAddress", "listenAddress", "dataPathAddress"] as const).flatMap((key) =>
      sameAddressProblems(all, key),
    ),
    ...(all.length > 1 ? all.flatMap(loopbackProblem) : []),
  ];
}

/** One host cannot be two machines. */
function sameHostProblems(all: readonly Candidate[]): string[] {
  const hostOfNode = (candidate: Candidate) => {
    const location = locationOf(candidate);
    return location && `${location.address}:${location.sshPort}`;
  };
  return repeated(all, hostOfNode).map(({ later, first, key }) => {
    return `${later.path}.driverOptions.ipAddress: "${key}": address already used by host ${first.node.name}`;
  });
}

/** Two hosts behind one address cannot have one port for two engines: both records would be of the first. */
function sameEngineProblems(all: readonly Candidate[]): string[] {
  const engineOf = (candidate: Candidate) => {
    const location = locationOf(candidate);
    return location && `${location.address}:${location.enginePort}`;
  };
  const sshOf = (candidate: Candidate) => locationOf(candidate)?.sshPort;
  return repeated(all, engineOf).flatMap(({ later, first, key }) => {
    if (sshOf(later) === sshOf(first)) return [];
    const next = "give each an enginePort of its own, and an advertiseAddress that the other nodes reach";
    return `${later.path}.driverOptions.enginePort: ${key}: is the engine of host ${first.node.name}; ${next}`;
  });
}

type AddressKey = "advertiseAddress" | "listenAddress" | "dataPathAddress";

/** An IP address belongs to one host; the name of an interface, or all addresses of a host, mean each node's own. */
function sameAddressProblems(all: readonly Candidate[], key: AddressKey): string[] {
  const own = ({ node }: Candidate) => {
    const value = node[key];
    if (typeof value !== "string" || ipVersion(hostOf(value)) === 0) return undefined;
    return ["0.0.0.0", "::"].includes(hostOf(value)) ? undefined : withPort(value, 2377);
  };
  const next =
    key === "listenAddress"
      ? 'write an interface such as "eth1:2377", or leave it out for all addresses of the host'
      : 'write an interface such as "eth1", or each node\'s own address';
  return repeated(all, own).map(({ later, first }) => {
    const value = JSON.stringify(later.node[key]);
    return `${later.path}.${key}: ${value}: is the address of node ${first.node.name} already; ${next}`;
  });
}

/** What every computer calls itself leads the others to themselves. */
function loopbackProblem(candidate: Candidate): string[] {
  const { node, path } = candidate;
  const isLoopback = (address: string) => /^(127\..*|::1|localhost)$/i.test(hostOf(address));
  const next = "the other nodes cannot reach it; write an address of the host that they reach";
  if (typeof node.advertiseAddress === "string")
    return isLoopback(node.advertiseAddress)
      ? [`${path}.advertiseAddress: "${node.advertiseAddress}": ${next}`]
      : [];
  const address = locationOf(candidate)?.address;
  if (address === undefined || !isLoopback(address)) return [];
  return [`${path}.driverOptions.ipAddress: "${address}": ${next}, or give the node an advertiseAddress`];
}

/** The IPv4 addresses that a node is known to have or to be given. */
export function ipv4AddressesOf(candidate: Candidate): string[] {
  const { advertiseAddress, dataPathAddress } = candidate.node;
  const addresses = [
    locationOf(candidate)?.address,
    advertiseAddress && hostOf(advertiseAddress),
    dataPathAddress,
  ];
  return [...new Set(addresses.filter((text) => text !== undefined && ipVersion(text) === 4))] as string[];
}

interface Repeated<T> {
  readonly later: T;
  readonly first: T;
  readonly key: string;
}

/** Every element that has the key of an earlier one, with that; undefined is no key. */
function repeated<T>(list: readonly T[], keyOf: (element: T) => string | undefined): Repeated<T>[] {
  return list.flatMap((later, index): Repeated<T>[] => {
    const key = keyOf(later);
    const first = key === undefined ? undefined : list.find((other) => keyOf(other) === key);
    return first === undefined || list.indexOf(first) === index ? [] : [{ later, first, key: key! }];
  });
}
