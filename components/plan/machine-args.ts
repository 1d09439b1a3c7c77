import { resolveDriver } from "../machine/drivers";
import type { FlagValue } from "../machine/spec";
import type { ClusterMachineArgs, NodeArgs, SwarmClusterArgs } from "./args";

/**
 * A node's machine: what the node says, over what the cluster says. The cluster's driver options and credentials are
 * those of the cluster's driver: a node of another driver does not get them.
 */
export function machineArgs(node: NodeArgs, args: SwarmClusterArgs) {
  const ofCluster = args.driver ?? "auto";
  const asked = node.driver ?? ofCluster;
  const driver = resolveDriver(asked);
  const shared: ClusterMachineArgs = driver === resolveDriver(ofCluster) ? args : {};
  return {
    /** Driver as configured, "auto" included. */
    asked,
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
