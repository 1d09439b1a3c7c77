import { resolveDriver } from "../machine/drivers";
import type { FlagValue } from "../machine/spec";
import type { ClusterMachineArgs, NodeArgs, SwarmClusterArgs } from "./args";

/**
 * A node's machine: what the node says, over what the cluster says. The cluster's driver options and credentials are
 * those of the cluster's driver: a node of another driver does not get them.
 */
export function machineArgs(node: NodeArgs, args: SwarmClusterArgs) {
  const driver = resolveDriver(node.driver ?? args.driver ?? "auto");
  const shared: ClusterMachineArgs = driver === resolveDriver(args.driver ?? "auto") ? args : {};
  return {
    driver,
    driverOptions: { ...shared.driverOptions, ...node.driverOptions } as Readonly<Record<string, FlagValue>>,
    environment: { ...shared.environment, ...node.environment },
    engine: { ...args.engine, ...node.engine },
    tlsSans: node.tlsSans ?? args.tlsSans,
  };
}

/** The network of the hosts on this computer; "auto" leaves the choice to the first of them. */
export function localNetworkOf(args: SwarmClusterArgs): string {
  return args.localNetwork ?? "auto";
}
