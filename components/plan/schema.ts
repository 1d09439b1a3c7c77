import { z } from "zod";
import { contextNameProblem } from "../context/docker-context";
import { nearest } from "../../lib/nearest";
import { nameProblem } from "../machine/tool/arguments";
import { keySettings } from "../swarm/keys/settings";
import { nodeSettings, type NodeValues } from "../swarm/node/settings";
import { rule, wholeNumber } from "../swarm/rules";
import { clashes, explain, fieldsOf, isLater } from "../swarm/setting";
import { swarmSettings } from "../swarm/swarm/settings";
import { tokenSettings } from "../swarm/tokens/settings";
import { upgradeSettings } from "../swarm/upgrade/settings";
import type { NodeArgs, SwarmClusterArgs } from "./args";

const text = z.string().trim().min(1, "must not be empty");
const texts = z.record(z.string(), z.string());

const engine = z.strictObject({
  labels: texts.optional(),
  registryMirrors: z.array(text).optional(),
  insecureRegistries: z.array(text).optional(),
  storageDriver: text.optional(),
  environment: texts.optional(),
  installUrl: text.optional(),
  options: z.array(text).optional(),
});

/** A credential: never shown. */
const credential = rule((value) =>
  typeof value === "string" || isLater(value) ? undefined : "string expected",
);

const machine = {
  driver: text.optional(),
  // The driver's own table checks the values.
  driverOptions: z.record(z.string(), z.unknown()).optional(),
  environment: z.record(z.string(), credential).optional(),
  engine: engine.optional(),
  tlsSans: z.array(text).optional(),
};

const node = z.strictObject({
  ...machine,
  name: textWithout(nameProblem),
  ...fieldsOf(nodeSettings),
  role: nodeSettings.role.rule.default("worker"),
});

const swarm = z
  .strictObject(fieldsOf({ ...swarmSettings, ...tokenSettings, ...keySettings, ...upgradeSettings }))
  .superRefine(clashes(swarmSettings));

/**
 * The rules of a cluster's arguments, each for one property. check.ts adds what depends on several of them, on the driver
 * or on this computer.
 */
const cluster = z.strictObject({
  ...machine,
  nodes: z
    .array(node)
    .min(1, "at least one host is required")
    .refine(
      (nodes) => nodes.length === 0 || nodes.some(({ role }) => role === "manager"),
      'at least one manager is needed; give one of them the role "manager"',
    ),
  machineBinary: text.optional(),
  directory: text.optional(),
  storePath: text.optional(),
  localNetwork: text.optional(),
  secretOptions: z.boolean().optional(),
  dockerContext: textWithout(contextNameProblem).optional(),
  useDockerContext: z.boolean().optional(),
  createTimeoutSeconds: wholeNumber(10).optional(),
  swarm: swarm.optional(),
});

/** A property that breaks a rule. */
export interface BrokenRule {
  readonly path: readonly PropertyKey[];
  /** What is wrong: `nodes[1].role: "Manager": manager | worker expected`. */
  readonly problem: string;
}

/** A node's arguments with every default filled in. */
export type CompleteNode = NodeArgs & NodeValues;

/**
 * Applies the rule of each property to a cluster's arguments.
 * @returns every property that breaks its rule, unknown ones too; else the nodes with their defaults
 */
export function applyRules(args: SwarmClusterArgs): { broken: BrokenRule[]; nodes: CompleteNode[] } {
  const checked = cluster.safeParse(args, { reportInput: true, error: explain });
  if (checked.success) return { broken: [], nodes: checked.data.nodes as CompleteNode[] };
  const broken = checked.error.issues.flatMap((issue): BrokenRule[] => {
    const { path, message } = issue;
    if (issue.code !== "unrecognized_keys") return [{ path, problem: `${pathText(path)}: ${message}` }];
    return issue.keys.map((key) => ({ path, problem: unknownKey(path, key) }));
  });
  return { broken, nodes: [] };
}

/** A property path as `pulumi config set --path` takes it: `nodes[1].role`. */
function pathText(path: readonly PropertyKey[]): string {
  return path.reduce<string>((start, part) => {
    if (typeof part === "number") return `${start}[${part}]`;
    return start === "" ? String(part) : `${start}.${String(part)}`;
  }, "");
}

function unknownKey(path: readonly PropertyKey[], key: string): string {
  const known = knownKeys(path);
  const near = nearest(key, known);
  const hint = near ? `did you mean ${near}?` : `known are ${known.join(", ")}`;
  return `${pathText([...path, key])}: there is no such setting; ${hint}`;
}

/** The keys that the rules know at a path; none where any key will do. */
function knownKeys(path: readonly PropertyKey[]): string[] {
  let rules: unknown = cluster;
  for (const part of path) {
    const object = required(rules);
    if (object instanceof z.ZodArray) rules = object.element;
    else if (object instanceof z.ZodObject) rules = object.shape[String(part)];
  }
  const object = required(rules);
  return object instanceof z.ZodObject ? Object.keys(object.shape) : [];
}

function required(rules: unknown): unknown {
  return rules instanceof z.ZodOptional ? rules.unwrap() : rules;
}

/** A text about which a function finds no problem. */
function textWithout(problemOf: (text: string) => string | undefined) {
  return z.string().superRefine((value, context) => {
    const message = problemOf(value);
    if (message) context.addIssue({ code: "custom", message });
  });
}
