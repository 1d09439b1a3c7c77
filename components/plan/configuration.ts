import * as pulumi from "@pulumi/pulumi";
import { nearest } from "../../lib/nearest";
import type { SwarmClusterArgs } from "./args";

/** Every key of the configuration, with its type in Pulumi.yaml. */
export const configurationKeys = {
  nodes: "array",
  driver: "string",
  driverOptions: "object",
  environment: "object",
  secretOptions: "boolean",
  engine: "object",
  tlsSans: "array",
  createTimeoutSeconds: "integer",
  machineBinary: "string",
  directory: "string",
  storePath: "string",
  localNetwork: "string",
  swarm: "object",
  dockerContext: "string",
  useDockerContext: "boolean",
} as const satisfies Readonly<Record<keyof SwarmClusterArgs, string>>;

/** Defaults of Pulumi.yaml that stand for a setting that is left out. */
const leftOut: Readonly<Record<string, string>> = { tlsSans: "[]", createTimeoutSeconds: "600" };

/**
 * The cluster that a stack's configuration describes (the keys of Pulumi.yaml).
 * Nothing is checked here: SwarmCluster does that, for configuration and for other programs alike. A key that does not
 * exist but resembles one that does is passed on, so that it names that too; any other may be of the person's own
 * program, and is left out with a warning.
 * @param config configuration of the program's own namespace
 * @param all the whole configuration by full keys ("swarm:nodes"); only those of the config's namespace count
 * @param secretKeys full keys of the settings that were set with --secret
 * @param warn takes a warning. @default Pulumi's log
 */
export function readSettings(
  config: pulumi.Config,
  all: Readonly<Record<string, string>> = pulumi.runtime.allConfig(),
  secretKeys: readonly string[] = keysSetAsSecret(),
  warn: (text: string) => unknown = (text) => pulumi.log.warn(text),
): SwarmClusterArgs {
  const prefix = `${config.name}:`;
  const keys = Object.keys(all).flatMap((key) => (key.startsWith(prefix) ? [key.slice(prefix.length)] : []));
  const strange = keys.filter((key) => !nearest(key, Object.keys(configurationKeys)));
  for (const key of strange)
    warn(`${prefix}${key}: there is no such setting of the swarm; it is left to your own program`);
  const known = keys.filter((key) => !strange.includes(key));
  const settings = known.map((key) => [key, valueOf(key, all[prefix + key])]);
  const args = withTexts(Object.fromEntries(settings)) as SwarmClusterArgs;
  const holdsSecret = ["nodes", "driverOptions", "engine"].some((key) => secretKeys.includes(prefix + key));
  return { ...args, secretOptions: args.secretOptions || holdsSecret };
}

/** A value as its type has it. What cannot be read as that is left as it is: the check of the cluster names it. */
function valueOf(key: string, text: string): unknown {
  const type = (configurationKeys as Readonly<Record<string, string>>)[key] ?? "string";
  if (text === "" || text === leftOut[key]) return undefined;
  if (type === "string") return text;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

/** Objects of which every value is a text, wherever they stand in the configuration. */
const textObjects = ["labels", "environment"];

/**
 * The settings with texts where only texts can be meant: `pulumi config set --path "nodes[0].labels.ssd" true` stores a
 * boolean, and 3 a number.
 */
function withTexts(value: unknown, key = ""): unknown {
  if (Array.isArray(value)) return value.map((element) => withTexts(element));
  if (typeof value !== "object" || value === null) return value;
  const ofTexts = textObjects.includes(key);
  const parts = Object.entries(value).map(([name, part]): [string, unknown] => {
    const isText = ofTexts && (typeof part === "boolean" || typeof part === "number");
    return [name, isText ? String(part) : withTexts(part, name)];
  });
  return Object.fromEntries(parts);
}

/** Told to the program by its language host. */
function keysSetAsSecret(): string[] {
  return JSON.parse(process.env.PULUMI_CONFIG_SECRET_KEYS || "[]") as string[];
}
