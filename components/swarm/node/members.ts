import { isDeepStrictEqual } from "node:util";
import type { Node, NodeSpec } from "../../engine/types";
import type { Fleet } from "../session/fleet";
import { withManager, type ManagerChoice } from "../session/managers";

/** A machine that is a node of a swarm. */
export interface Member {
  readonly fleet: Fleet;
  readonly swarmId: string;
  /** Name of the machine, for messages too. */
  readonly machine: string;
  readonly nodeId: string;
}

/** The node as the managers see it now. */
export function nodeOf(member: Member, choice?: ManagerChoice): Promise<Node> {
  return withManager(member.fleet, member.swarmId, ({ engine }) => engine.node(member.nodeId), choice);
}

/** Changes what is wanted of a node; all that the change leaves alone stays as it is. */
export function updateNode(
  member: Member,
  change: (spec: NodeSpec) => NodeSpec,
  choice?: ManagerChoice,
): Promise<void> {
  return withManager(
    member.fleet,
    member.swarmId,
    async ({ engine }) => {
      const node = await engine.node(member.nodeId);
      const spec = change(node.Spec);
      if (isDeepStrictEqual(spec, node.Spec)) return;
      await engine.nodeUpdate(member.nodeId, node.Version.Index, spec);
    },
    choice,
  );
}
