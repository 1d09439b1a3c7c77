import type { Fleet } from "../session/fleet";

/** The addresses of one node; they can only be given when it joins. */
export interface NodeAddresses {
  /** IP address or interface that the others reach the node by. @default the machine's address */
  readonly advertiseAddress?: string;
  /** Address and port the node listens on. @default "0.0.0.0:2377" */
  readonly listenAddress?: string;
  /** IP address or interface of overlay traffic. @default the advertise address */
  readonly dataPathAddress?: string;
}

/** The addresses as the engine wants them; always explicit, since a machine may have several. */
export interface EngineAddresses {
  ListenAddr: string;
  AdvertiseAddr: string;
  DataPathAddr?: string;
}

/** The addresses to init or join with. */
export function addressesOf(fleet: Fleet, machine: string, wanted: NodeAddresses): EngineAddresses {
  const advertise = wanted.advertiseAddress ?? fleet.machine(machine)?.address;
  if (!advertise)
    throw new Error(`machine "${machine}" has no address yet; give its node an advertiseAddress`);
  return {
    ListenAddr: wanted.listenAddress ?? "0.0.0.0:2377",
    AdvertiseAddr: advertise,
    ...(wanted.dataPathAddress && { DataPathAddr: wanted.dataPathAddress }),
  };
}
