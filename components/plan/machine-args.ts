import { isAutoDriver, resolveDriver } from "../machine/drivers";
import type { FlagValue, MachineSpec } from "../machine/spec";
import type { ClusterMachineArgs, NodeArgs, SwarmClusterArgs } from "./args";

/** The specs of the machines that a cluster has had so far, by name; what "auto" chose for them stays. */
export type FormerMachines = ReadonlyMap<string, MachineSpec>;

/**
 * A node's machine: what the node says, over what the cluster says. The cluster's driver options and credentials are
 * those of the cluster's driver: a node of another driver does not get them.
 */
export function machineArgs(node: NodeArgs, args: SwarmClusterArgs, former: FormerMachines = new Map()) {
  const ofCluster = args.driver ?? "auto";
  const asked = node.driver ?? ofCluster;
  const driver = asked === "auto" ? (keptDriver(node, former) ?? autoDriver(args, former)) : asked;
  const sharing = ofCluster === "auto" ? autoDriver(args, former) : ofCluster;
  const shared: ClusterMachineArgs = driver === sharing ? args : {};
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

/** What "auto" means in a cluster: what it meant for the machines that are there, which new ones must reach. */
function autoDriver({ driver = "auto", nodes }: SwarmClusterArgs, former: FormerMachines): string {
  const asking = nodes.filter((node) => (node?.driver ?? driver) === "auto");
  return asking.map((node) => keptDriver(node, former)).find(Boolean) ?? resolveDriver("auto");
}

/** The driver that a machine was created with, where "auto" may have chosen it. */
function keptDriver({ name }: NodeArgs, former: FormerMachines): string | undefined {
  const driver = former.get(name)?.driver;
  return driver !== undefined && isAutoDriver(driver) ? driver : undefined;
}
