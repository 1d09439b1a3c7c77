import * as pulumi from "@pulumi/pulumi";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { checkCluster } from "../../../components/plan/check";
import { configurationKeys, readSettings } from "../../../components/plan/configuration";
import { machineArgs } from "../../../components/plan/machine-args";

/** What a program reads from settings as `pulumi config` stores them: texts as they are, all else as JSON. */
function read(
  settings: Record<string, unknown>,
  secretKeys: string[] = [],
  others: Record<string, string> = {},
  warn?: (text: string) => void,
) {
  const texts = Object.entries(settings).map(([key, value]): [string, string] => [
    `swarm:${key}`,
    typeof value === "string" ? value : JSON.stringify(value),
  ]);
  return readSettings(
    new pulumi.Config("swarm"),
    { ...others, ...Object.fromEntries(texts) },
    secretKeys,
    warn,
  );
}

const nodes = [{ name: "node1", role: "manager" }];
const machines = { driver: "none", driverOptions: { url: "tcp://192.0.2.1:2376" } };

interface ProjectFile {
  readonly config: Readonly<Record<string, { type: string; description?: string; default?: unknown }>>;
}

const project = parse(readFileSync(join(__dirname, "../../../Pulumi.yaml"), "utf8")) as ProjectFile;

test("[config-keys] Pulumi.yaml declares every key of the configuration and no other, with type, description and default", () => {
  const types = Object.entries(project.config).map(([key, { type }]) => [key, type]);
  expect(Object.fromEntries(types)).toEqual(configurationKeys);
  for (const [key, { description, default: value }] of Object.entries(project.config))
    expect([key, typeof description, value === undefined]).toEqual([key, "string", false]);
});

test("The defaults of Pulumi.yaml are those of the arguments: they add nothing to a machine or a swarm", () => {
  const defaults = Object.entries(project.config).map(([key, { default: value }]) => [key, value]);
  const args = read(Object.fromEntries(defaults));

  expect(args).toEqual({
    nodes: [
      { name: "node1", role: "manager" },
      { name: "node2", role: "worker" },
      { name: "node3", role: "worker" },
    ],
    driver: "auto",
    driverOptions: {},
    environment: {},
    engine: {},
    localNetwork: "auto",
    secretOptions: false,
    swarm: {},
    useDockerContext: false,
  });
});

test("[misspelt-key] A misspelt key in Pulumi.dev.yaml is named, with the nearest known key", () => {
  const others = { "aws:regio": "x", "swarmer:drivr": "x" };
  const args = read({ ...machines, nodes, drivr: "local", createTimeoutSecond: 90 }, [], others);

  expect(checkCluster(args).problems).toEqual([
    "drivr: there is no such setting; did you mean driver?",
    "createTimeoutSecond: there is no such setting; did you mean createTimeoutSeconds?",
  ]);
});

test("[misspelt-key] A key that resembles no setting may be of the person's own program: it is only warned of", () => {
  const warnings: string[] = [];
  const args = read({ ...machines, nodes, registryPassword: "x" }, [], {}, (text) => warnings.push(text));

  expect(checkCluster(args).problems).toEqual([]);
  expect(warnings).toEqual([
    "swarm:registryPassword: there is no such setting of the swarm; it is left to your own program",
  ]);
});

test("[label-texts] Labels given as true or 3 by `config set --path` are taken as texts", () => {
  const labels = { ssd: true, rack: 3, zone: "a" };
  const texts = { ssd: "true", rack: "3", zone: "a" };
  const args = read({
    ...machines,
    nodes: [{ ...nodes[0], labels, engine: { labels } }],
    engine: { labels, environment: { PORT: 3128 } },
    swarm: { labels, autolock: true, snapshotInterval: 5000 },
  });

  expect(args).toMatchObject({
    nodes: [{ labels: texts, engine: { labels: texts } }],
    engine: { labels: texts, environment: { PORT: "3128" } },
    swarm: { labels: texts, autolock: true, snapshotInterval: 5000 },
  });
  expect(checkCluster(args).problems).toEqual([]);
});

test("Values of a wrong type are problems like all others", () => {
  const wrong = { createTimeoutSeconds: "soon", useDockerContext: "yes", tlsSans: "a", swarm: "{" };

  expect(checkCluster(read({ ...machines, nodes, ...wrong })).problems).toEqual([
    'tlsSans: "a": array expected',
    'useDockerContext: "yes": boolean expected',
    'createTimeoutSeconds: whole number >= 10 expected, got "soon"',
    'swarm: "{": object expected',
  ]);
});

test("Options are encrypted where one of them was set with --secret, or all are to be, and only there", () => {
  expect(read({ nodes }).secretOptions).toBe(false);
  expect(read({ nodes, swarm: {} }, ["swarm:swarm", "other:nodes"]).secretOptions).toBe(false);
  for (const key of ["nodes", "driverOptions", "engine"])
    expect(read({ nodes }, [`swarm:${key}`]).secretOptions).toBe(true);
  expect(read({ nodes, secretOptions: true }).secretOptions).toBe(true);
});

test("A node's credentials stand over the cluster's, which nodes of another driver do not get", () => {
  const args = { driver: "digitalocean", environment: { TOKEN: "a", REGION: "b" }, nodes: [] };

  expect(machineArgs({ name: "n", environment: { TOKEN: "c" } }, args).environment).toEqual({
    TOKEN: "c",
    REGION: "b",
  });
  expect(machineArgs({ name: "n", driver: "generic" }, args).environment).toEqual({});
});
