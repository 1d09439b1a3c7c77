import { say } from "../session/say";
import type { SwarmSession } from "../session/session";
import { withOwnLabels } from "./labels";
import { unlessNotFound } from "./list";
import { outputsOf } from "./read";
import { hangingStatus } from "./status";
import type { NodeInputs, NodeState } from "./state";

/**
 * Updates a member whose engine accepts connections and answers nothing, through the other managers, and leaves it at
 * that: whoever depends on it must not wait for an engine that may hang for ever. Its status says that it is not done,
 * and the program waits for it at the end.
 * @returns undefined where the node needs its own engine: it answers or is off, is no member, or changes its role
 */
export async function updateHanging(
  session: SwarmSession,
  wanted: NodeInputs,
  olds: NodeState,
  nodeId: string,
): Promise<NodeState | undefined> {
  const { machine } = wanted;
  if (!(await session.probe(machine)).hangs) return undefined;
  const choice = { except: machine };
  const manager = await session.managerOrNone(choice);
  const node = await manager?.engine.node(nodeId).catch(unlessNotFound);
  const isManager = node?.ManagerStatus !== undefined;
  if (!node || isManager !== (wanted.role === "manager")) return undefined;
  const change = (spec: typeof node.Spec) => ({
    ...spec,
    Labels: withOwnLabels(spec.Labels, wanted.labels, olds.labels ?? {}),
    Availability: wanted.availability,
  });
  await session.update(nodeId, change, choice);
  say(machine, "its Docker Engine hangs: the other nodes go first, and it is waited for at the end");
  return outputsOf(session.fleet, wanted, node, hangingStatus);
}
