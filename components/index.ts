export { SwarmCluster } from "./cluster";
export { dockerProvider } from "./docker-provider";
export { Machine, type MachineArgs } from "./machine/machine";
export type { DriverOptions } from "./machine/drivers";
export type { EngineOptions } from "./machine/spec";
export type { ClusterNode } from "./plan/node-table";
export type { ClusterMachineArgs, ClusterSwarmArgs, NodeArgs, SwarmClusterArgs } from "./plan/args";
export { readSettings } from "./plan/configuration";
export { JoinTokens, type JoinTokensArgs } from "./swarm/tokens/resource";
export { MachineKeys, type MachineKeysArgs } from "./swarm/keys/resource";
export { EngineUpgrade, type EngineUpgradeArgs } from "./swarm/upgrade/resource";
export { SwarmNode, type NodeAvailability, type NodeRole, type SwarmNodeArgs } from "./swarm/node/resource";
export {
  Swarm,
  type ExternalCA,
  type SwarmArgs,
  type SwarmRecovery,
  type SwarmSettings,
} from "./swarm/swarm/resource";
