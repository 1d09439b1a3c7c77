import { hostOf } from "../../engine/address";
import type { Node } from "../../engine/types";
import type { Fleet } from "../session/fleet";
import { otherLabels } from "./labels";
import { nodeInputKeys, nodeStateVersion, type NodeInputs, type NodeState } from "./state";
import { compact, pick } from "../handlers";

/** A node's outputs: the inputs, and the node as the managers see it. */
export function outputsOf(
  fleet: Fleet,
  inputs: NodeInputs,
  node: Node,
  status: string = node.Status.State,
): NodeState {
  return compact({
    ...pick(inputs, nodeInputKeys),
    stateVersion: nodeStateVersion,
    nodeId: node.ID,
    address: addressOf(node),
    machineAddress: fleet.machine(inputs.machine)?.address,
    status,
    leader: node.ManagerStatus?.Leader ?? false,
    reachability: node.ManagerStatus?.Reachability,
    engineVersion: node.Description.Engine.EngineVersion,
    hostname: node.Description.Hostname,
    otherLabels: otherLabels(node.Spec.Labels, inputs.labels),
  }) as NodeState;
}

/** The IP address the swarm knows a node by. Status.Addr is 0.0.0.0 on some leaders, so a manager's own comes first. */
export function addressOf(node: Node): string {
  return node.ManagerStatus ? hostOf(node.ManagerStatus.Addr) : node.Status.Addr;
}
