import { existsSync, readFileSync } from "node:fs";
import { parse } from "yaml";
import type { ConfiguredNode, Declared, DeclaredNode } from "./answers";
import type { Drift } from "./view";

/** The nodes of a stack's configuration file; undefined where it lists none, or cannot be read at this moment. */
export function nodesConfiguredIn(file: string): readonly ConfiguredNode[] | undefined {
  if (!existsSync(file)) return undefined;
  try {
    const { config } = parse(readFileSync(file, "utf8")) as { config?: Record<string, unknown> };
    const nodes = config?.["swarm:nodes"];
    return Array.isArray(nodes) ? nodes.map(configuredNode) : undefined;
  } catch {
    // Somebody is editing it; `pulumi preview` says what is wrong with it.
    return undefined;
  }
}

function configuredNode(node: Partial<Record<keyof ConfiguredNode, unknown>>): ConfiguredNode {
  const labels = Object.entries((node.labels ?? {}) as object);
  return {
    name: String(node.name),
    role: String(node.role ?? "worker"),
    availability: String(node.availability ?? "active"),
    labels: Object.fromEntries(labels.map(([label, value]) => [label, String(value)])),
  };
}

/** What the configuration says of nodes and the state does not: it was edited, and no `up` has applied it yet. */
export function unappliedOf({ stack, nodes, configured, problem }: Declared): Drift[] {
  if (problem || !configured) return [];
  const file = `Pulumi.${stack}.yaml`;
  const added = configured.filter(({ name }) => !nodes.some(({ machine }) => machine === name));
  const dropped = nodes.filter(({ machine }) => !configured.some(({ name }) => name === machine));
  const texts = [
    ...added.map(({ name }) => [name, `is new in ${file}`]),
    ...dropped.map(({ machine }) => [machine, `is not in ${file} any more`]),
    ...configured.flatMap((node) =>
      nodes
        .filter(({ machine, changing }) => machine === node.name && !changing)
        .flatMap((known) => changes(node, known).map((text) => [node.name, `${text} in ${file}`])),
    ),
  ] as [string, string][];
  return texts.map(([node, text]) => ({
    node,
    text: `${text}, not applied yet`,
    commands: ["npm run pulumi -- up"],
  }));
}

function changes(wanted: ConfiguredNode, known: DeclaredNode): string[] {
  const labels = [...new Set([...Object.keys(wanted.labels), ...Object.keys(known.labels)])];
  return [
    wanted.role !== known.role && `is a ${wanted.role}`,
    wanted.availability !== known.availability && `has availability ${wanted.availability}`,
    ...labels.map(
      (label) =>
        wanted.labels[label] !== known.labels[label] &&
        (label in wanted.labels ? `has label ${label}=${wanted.labels[label]}` : `has no label ${label}`),
    ),
  ].filter((text) => text !== false);
}
