import { z } from "zod";
import { changedKeys, type Change } from "../change";
import { unknownValue, type CheckResult } from "../handlers";
import { text } from "../rules";
import { checkInputs, fieldsOf, whenKnown } from "../setting";
import { joinOnlyKeys, nodeSettingKeys, nodeSettings, type NodeValues } from "./settings";
import { isHealthy } from "./status";

/** Checked inputs of a node, as plain values. */
export interface NodeInputs extends NodeValues {
  /** Folder of docker-machine's store. */
  readonly storePath: string;
  /** The swarm to be in. */
  readonly swarmId: string;
  /** Name of the machine in the store. */
  readonly machine: string;
  /** Identity of the machine: another one under the same name is another node. */
  readonly machineId?: string;
  /** Set by a refresh that found the node unhealthy, so that a preview shows what an update will repair. */
  readonly status?: string;
}

/** Outputs of a node: its inputs, and what was last seen of it. */
export interface NodeState extends NodeInputs {
  readonly stateVersion: number;
  readonly nodeId: string;
  /** IP address the swarm knows the node by. */
  readonly address?: string;
  /** Address of the machine when it joined; if that changes, the node must join again. */
  readonly machineAddress?: string;
  /** "ready", or what is wrong: "down", "unreachable", "pending", "locked", "moved", ... */
  readonly status?: string;
  readonly leader?: boolean;
  /** Only on managers: "reachable" or "unreachable" for the others. */
  readonly reachability?: string;
  readonly engineVersion?: string;
  readonly hostname?: string;
  /** Labels on the node that the program does not own. */
  readonly otherLabels?: Readonly<Record<string, string>>;
}

/** The inputs' names; all of them are stored as outputs too. */
export const nodeInputKeys = [
  "storePath",
  "swarmId",
  "machine",
  "machineId",
  ...nodeSettingKeys,
] as const satisfies readonly (keyof NodeInputs)[];

/** Version of the outputs' shape. Every later version of the handlers must be able to read it. */
export const nodeStateVersion = 1;

/** Checks a node's inputs and fills in what the program leaves out: availability "active", no labels. */
export function checkNode(news: object): CheckResult<NodeInputs> {
  return checkInputs(schema, news);
}

const schema = z.looseObject({
  storePath: whenKnown(text),
  swarmId: whenKnown(text),
  machine: whenKnown(text),
  ...fieldsOf(nodeSettings),
  role: whenKnown(nodeSettings.role.rule),
});

/**
 * What a change of a node's inputs means. Another machine, another swarm or other addresses are another membership, and
 * the old one must end before the new one begins; all other settings change in place.
 */
export function diffNode(olds: NodeState, news: NodeInputs): Change {
  const because = [
    ...changedKeys<NodeInputs>(olds, news, ["swarmId", "machine", ...joinOnlyKeys]),
    ...(hasOtherMachine(olds, news) ? ["machineId"] : []),
  ];
  if (because.length > 0) return { action: "replace", because, deleteFirst: true };
  const inPlace = changedKeys<NodeInputs>(olds, news, [...nodeSettingKeys, "storePath"]);
  return { action: inPlace.length > 0 || !isHealthy(olds.status) ? "update" : "none" };
}

/** States that do not say which machine they were on are taken to be on this one. */
function hasOtherMachine(olds: NodeState, news: NodeInputs): boolean {
  if (news.machineId === unknownValue) return true;
  return olds.machineId !== undefined && olds.machineId !== news.machineId;
}
