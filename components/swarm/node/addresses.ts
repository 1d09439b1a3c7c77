import { hostOf, ipVersion, withPort } from "../../engine/address";
import type { InterfaceAddress } from "../../machine/interfaces";
import type { Fleet } from "../session/fleet";

/** The addresses of one node; they can only be given when it joins. */
export interface NodeAddresses {
  /** IP address or interface that the others reach the node by. @default the machine's address */
  readonly advertiseAddress?: string;
  /** Address and port the node listens on. @default "0.0.0.0:2377", "[::]:2377" for a node with an IPv6 address */
  readonly listenAddress?: string;
  /** IP address or interface of overlay traffic. @default the advertise address */
  readonly dataPathAddress?: string;
}

/** Addresses as the engine wants them. */
export interface EngineAddresses {
  readonly ListenAddr: string;
  readonly AdvertiseAddr: string;
  readonly DataPathAddr?: string;
}

/**
 * The addresses to init or join with; always explicit, since a machine may have several. The engine passes over wrong
 * ones when it joins, so they are compared with what the machine has, which is asked by SSH where any are given.
 * @throws when the machine has no address and none is given, or when it has no such interface or address: lists its own
 */
export async function addressesOf(
  fleet: Fleet,
  machine: string,
  wanted: NodeAddresses,
): Promise<EngineAddresses> {
  if (!wanted.advertiseAddress) await fleet.lookUpAddress(machine);
  const advertise = wanted.advertiseAddress ?? fleet.machine(machine)?.nodeAddress;
  if (!advertise)
    throw new Error(`machine "${machine}" has no address yet; give its node an advertiseAddress`);
  await refuseWrong(fleet, machine, wanted);
  const everywhere = ipVersion(hostOf(advertise)) === 6 ? "::" : "0.0.0.0";
  const hasPort = hostOf(advertise) !== advertise && /:\d+$/.test(advertise);
  return {
    ListenAddr: withPort(wanted.listenAddress ?? everywhere, 2377),
    AdvertiseAddr: hasPort ? advertise : hostOf(advertise),
    ...(wanted.dataPathAddress && { DataPathAddr: hostOf(wanted.dataPathAddress) }),
  };
}

/**
 * Why a node that joined is not reached by the address that was asked for; undefined where it is, or where the machine
 * cannot be asked for the addresses of its interface.
 * @param actual address that its engine tells
 */
export async function otherAddressProblem(
  fleet: Fleet,
  machine: string,
  { AdvertiseAddr: asked }: EngineAddresses,
  actual: string,
): Promise<string | undefined> {
  const host = hostOf(asked);
  if (!actual || hostOf(actual) === host) return undefined;
  const all = await fleet.interfaces(machine);
  const own = (all ?? []).filter(({ device }) => device === host).map(({ address }) => address);
  if (ipVersion(host) === 0 && (!all || own.includes(hostOf(actual)))) return undefined;
  return `its engine took ${actual} in place of ${asked}${all ? `; it has ${listed(all)}` : ""}`;
}

async function refuseWrong(fleet: Fleet, machine: string, wanted: NodeAddresses): Promise<void> {
  const given = (["advertiseAddress", "listenAddress", "dataPathAddress"] as const).filter((key) =>
    isOfMachine(key, wanted[key]),
  );
  const all = given.length > 0 ? await fleet.interfaces(machine) : undefined;
  if (!all) return;
  const problems = given.flatMap((key) => wrongText(machine, key, wanted[key]!, all) ?? []);
  if (problems.length > 0) throw new Error(problems.join("; "));
}

/** Whether a value must be the machine's own: what others reach it by may be an address of a router before it. */
function isOfMachine(key: keyof NodeAddresses, value: string | undefined): boolean {
  if (value === undefined || ["0.0.0.0", "::"].includes(hostOf(value))) return false;
  return key === "listenAddress" || ipVersion(hostOf(value)) === 0;
}

function wrongText(
  machine: string,
  key: keyof NodeAddresses,
  value: string,
  all: readonly InterfaceAddress[],
): string | undefined {
  const host = hostOf(value);
  const name = `${key} "${value}" of ${machine}`;
  if (ipVersion(host) !== 0)
    return all.some(({ address }) => address === host)
      ? undefined
      : `${name}: the machine does not have this address; it has ${listed(all)}`;
  const own = all.filter(({ device }) => device === host).map(({ address }) => address);
  if (own.length === 0) return `${name}: the machine has no such interface; it has ${listed(all)}`;
  // The engine takes one address of a version, and prefers IPv4.
  const several = [4, 6].find((version) => own.filter((each) => ipVersion(each) === version).length > 1);
  if (!several) return undefined;
  const those = own.filter((each) => ipVersion(each) === several).join(" and ");
  return `${name}: the interface has more than one IPv${several} address (${those}); set ${key} to one of them`;
}

function listed(all: readonly InterfaceAddress[]): string {
  return all
    .filter(({ device }) => device !== "lo")
    .map(({ device, address }) => `${device} (${address})`)
    .join(", ");
}
