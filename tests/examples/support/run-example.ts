import { readFileSync } from "node:fs";
import { join } from "node:path";
import type * as Pulumi from "@pulumi/pulumi";
import { parse } from "yaml";

/** A resource that a program registered, with the options that matter. */
export interface Registered {
  readonly type: string;
  readonly name: string;
  readonly urn: string;
  readonly inputs: Record<string, unknown>;
  /** Reference of its explicit provider; empty for the default one. */
  readonly provider: string;
  /** URN of the resource that takes it along when it is deleted; empty for none. */
  readonly deletedWith: string;
}

const endpoint = {
  managerEndpoint: url(0),
  dockerEnv: { DOCKER_HOST: url(0), DOCKER_CERT_PATH: "/store/machines/node1" },
};

/** What a run of a program registered and exported. */
export interface ExampleRun {
  readonly resources: readonly Registered[];
  readonly outputs: Readonly<Record<string, unknown>>;
  /** All resources whose type ends so. */
  ofType(type: string): Registered[];
}

/**
 * Runs a Pulumi program under Pulumi's mocks, in module instances of its own: no engine, no plugin, no machine. The swarm
 * answers with the nodes that the program registered.
 * @param folder the program's folder, in this project
 * @param config values of the stack's configuration by short keys; the others have their defaults of Pulumi.yaml
 */
export async function runExample(folder: string, config: Record<string, unknown> = {}): Promise<ExampleRun> {
  const project = join(__dirname, "../../..");
  const resources: Registered[] = [];
  let outputs: Record<string, unknown> = {};
  await jest.isolateModulesAsync(async () => {
    const pulumi = require("@pulumi/pulumi") as typeof Pulumi;
    jest.doMock("../../../components/swarm/status", () => ({
      swarmNodes: () => Promise.resolve(rowsOf(resources)),
      swarmEndpoint: () => Promise.resolve(endpoint),
      lateNodesProblem: () => Promise.resolve(undefined),
    }));
    await useMocks(pulumi, join(project, folder), config, resources);
    const exported = require(join(project, folder, "index")) as Record<string, unknown>;
    outputs = await values(pulumi, exported);
    // Resources that no output depends on.
    await pulumi.runtime.disconnect();
  });
  return { resources, outputs, ofType: (type) => resources.filter((each) => each.type.endsWith(type)) };
}

async function useMocks(
  pulumi: typeof Pulumi,
  folder: string,
  config: Record<string, unknown>,
  resources: Registered[],
): Promise<void> {
  const { name, config: declared = {} } = parse(readFileSync(join(folder, "Pulumi.yaml"), "utf8")) as {
    name: string;
    config?: Record<string, { default?: unknown }>;
  };
  const defaults = Object.entries(declared).map(([key, value]) => [key, value.default]);
  const all = { ...(Object.fromEntries(defaults) as object), ...config };
  const given = Object.entries(all).filter(([, value]) => value !== undefined);
  pulumi.runtime.setAllConfig(
    Object.fromEntries(
      given.map(([key, value]) => [
        `${name}:${key}`,
        typeof value === "string" ? value : JSON.stringify(value),
      ]),
    ),
  );
  const newResource = (args: Pulumi.runtime.MockResourceArgs) => ({
    id: `${args.name}-id`,
    state: { name: `${args.name}-1a2b3c4`, ...(args.inputs as object), ...outputsOf(args) },
  });
  await pulumi.runtime.setMocks({ newResource, call: (args) => args.inputs as object }, name, "dev", false);
  recordRequests(pulumi, resources);
}

/** Mocks are not told all of a request, such as `deletedWith`. */
function recordRequests(pulumi: typeof Pulumi, resources: Registered[]): void {
  type Request = { getType(): string; getName(): string; getProvider(): string; getDeletedwith(): string };
  type Callback = (error: Error | null, response: { getUrn(): string; getObject(): object }) => void;
  const monitor = pulumi.runtime.getMonitor() as unknown as {
    registerResource(request: Request & { getObject(): { toJavaScript(): object } }, done: Callback): unknown;
  };
  const register = monitor.registerResource.bind(monitor);
  monitor.registerResource = (request, done) =>
    register(request, (error, response) => {
      if (!error)
        resources.push({
          type: request.getType(),
          name: request.getName(),
          urn: response.getUrn(),
          inputs: request.getObject()?.toJavaScript() as Record<string, unknown>,
          provider: request.getProvider(),
          deletedWith: request.getDeletedwith(),
        });
      done(error, response);
    });
}

/** What the provider of a resource would add to its inputs. */
function outputsOf({ type, name }: Pulumi.runtime.MockResourceArgs): object {
  if (type === "command:local:Command" && !name.endsWith("-workspace"))
    return { stdout: JSON.stringify({ address: address(0), url: url(0), state: "Running" }) };
  if (type.endsWith(":Swarm")) return { swarmId: `${name}-swarm` };
  return type.endsWith(":SwarmNode") ? { nodeId: `${name}-node` } : {};
}

function rowsOf(resources: readonly Registered[]): object[] {
  const nodes = resources.filter(({ type }) => type.endsWith(":SwarmNode"));
  return nodes.map(({ inputs: { machine: name, role, availability, labels } }, index) => {
    return { name, role, availability, labels, address: address(index) };
  });
}

function address(index: number): string {
  return `192.0.2.${index + 1}`;
}

function url(index: number): string {
  return `tcp://${address(index)}:2376`;
}

async function values(pulumi: typeof Pulumi, exported: Record<string, unknown>) {
  const entries = Object.entries(exported).map(
    ([key, value]) =>
      new Promise<[string, unknown]>((resolve) =>
        (pulumi.output(value) as Pulumi.Output<unknown>).apply((plain) => resolve([key, plain])),
      ),
  );
  return Object.fromEntries(await Promise.all(entries)) as Record<string, unknown>;
}
