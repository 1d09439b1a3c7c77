import { resolve } from "node:path";
import type { Declared, DeclaredNode } from "./answers";

/** The part of `pulumi stack export` that matters here. */
export interface StackExport {
  readonly deployment?: {
    readonly resources?: readonly Resource[] | null;
    /** What an update that runs at this moment, or one that was killed, has begun and not ended. */
    readonly pending_operations?: readonly { readonly resource: Resource }[] | null;
  };
}

interface Resource {
  readonly urn: string;
  readonly type: string;
  readonly delete?: boolean;
  readonly inputs?: Readonly<Record<string, unknown>>;
  readonly outputs?: Readonly<Record<string, unknown>>;
}

const nodeType = "pulumi-nodejs:dynamic/swarm:SwarmNode";
const swarmType = "pulumi-nodejs:dynamic/swarm:Swarm";

/**
 * The nodes of one cluster that a stack's state declares.
 * @param stack name of the stack
 * @param exported what `pulumi stack export` prints, parsed
 * @param store absolute path of the cluster's machine store; a stack may have several clusters
 * @param folder the program's folder, to which paths in the state are relative
 */
export function declaredIn(stack: string, exported: StackExport, store: string, folder: string): Declared {
  const isOurs = ({ inputs }: Resource) => resolve(folder, String(inputs?.storePath)) === resolve(store);
  const resources = (exported.deployment?.resources ?? []).filter((each) => isOurs(each) && !each.delete);
  const pending = (exported.deployment?.pending_operations ?? []).map(({ resource }) => resource);
  const changing = new Set(pending.map(({ urn }) => urn));
  const known = new Set(resources.map(({ urn }) => urn));
  // A resource that is being created is in no other list.
  const created = pending.filter((each) => isOurs(each) && !known.has(each.urn));
  const swarm = resources.find(({ type }) => type === swarmType);
  return {
    stack,
    swarmId: text(swarm?.outputs?.swarmId) || undefined,
    nodes: [...resources, ...created]
      .filter(({ type }) => type === nodeType)
      .map((resource) => declaredNode(resource, changing.has(resource.urn))),
  };
}

function declaredNode({ inputs = {}, outputs = {} }: Resource, changing: boolean): DeclaredNode {
  return {
    machine: text(inputs.machine),
    nodeId: text(outputs.nodeId),
    role: inputs.role === "manager" ? "manager" : "worker",
    availability:
      inputs.availability === "drain" || inputs.availability === "pause" ? inputs.availability : "active",
    labels: { ...(inputs.labels as Record<string, string> | undefined) },
    changing,
  };
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}
