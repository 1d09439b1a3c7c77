import { runExample, type ExampleRun } from "./support/run-example";

const run = (config: object = {}) =>
  runExample("examples/web-service", { driver: "digitalocean", apiKey: "s3cret", ...config });
/** The program with its defaults: each run loads Pulumi once more. */
let example: ExampleRun;
beforeAll(async () => {
  example = await run();
});

const taskOf = ({ ofType }: ExampleRun) =>
  ofType("service:Service")[0].inputs.taskSpec as {
    containerSpec: Record<string, unknown>;
    networksAdvanceds: unknown;
    placement: unknown;
  };

test("All that is on the swarm uses its provider and ends with it", () => {
  const { resources, ofType } = example;

  const onSwarm = resources.filter(({ type }) => type.startsWith("docker:"));
  expect(onSwarm.map(({ type, name }) => `${type} ${name}`).sort()).toEqual([
    "docker:index/network:Network front",
    "docker:index/secret:Secret api-key",
    "docker:index/service:Service web",
    "docker:index/serviceConfig:ServiceConfig page",
  ]);
  const [provider] = ofType("providers:docker");
  expect(provider.inputs).toMatchObject({ host: "tcp://192.0.2.1:2376" });
  const [swarm] = ofType(":Swarm");
  for (const resource of onSwarm) {
    expect(resource.provider).toBe(`${provider.urn}::shop-id`);
    expect(resource.deletedWith).toBe(swarm.urn);
  }
});

test("The service runs on workers that have the label, spread over the zones that the nodes are in", () => {
  expect(taskOf(example).placement).toEqual({
    constraints: ["node.role==worker", "node.labels.tier==web"],
    prefs: ["spread=node.labels.zone"],
  });
  const labels = example.ofType(":SwarmNode").map(({ inputs }) => [inputs.role, inputs.labels]);
  expect(labels).toEqual([
    ["manager", {}],
    ["worker", { tier: "web", zone: "a" }],
    ["worker", { tier: "web", zone: "b" }],
  ]);
});

test("The network is encrypted, and the service names it by its ID", () => {
  expect(example.ofType(":Network")[0].inputs).toMatchObject({
    driver: "overlay",
    options: { encrypted: "true" },
  });
  expect(taskOf(example).networksAdvanceds).toEqual([{ id: "front-id" }]);
});

test("The config and the secret have no name of their own, so that new content is a new one", () => {
  expect(example.ofType(":ServiceConfig")[0].inputs).toEqual({ dataRaw: expect.stringContaining("<h1>") });
  expect(Object.keys(example.ofType(":Secret")[0].inputs)).toEqual(["data"]);
  const { configs, secrets } = taskOf(example).containerSpec;
  expect(configs).toMatchObject([{ configId: "page-id", configName: "page-1a2b3c4" }]);
  expect(secrets).toMatchObject([{ secretId: "api-key-id", secretName: "api-key-1a2b3c4" }]);
});

test("The secret goes to the engine encrypted in the state", () => {
  const { data } = example.ofType(":Secret")[0].inputs as { data: Record<string, string> };

  expect(data).toMatchObject({ value: Buffer.from("s3cret").toString("base64") });
  expect(Object.values(data)).toHaveLength(2);
});

test("An update goes task by task and goes back if it fails; image and replicas are settings", async () => {
  const other = await run({ image: "nginx:1.28", replicas: 4 });

  expect(other.ofType("service:Service")[0].inputs).toMatchObject({
    mode: { replicated: { replicas: 4 } },
    updateConfig: { parallelism: 1, order: "start-first", failureAction: "rollback" },
    convergeConfig: expect.anything(),
  });
  expect(taskOf(other).containerSpec.image).toBe("nginx:1.28");
});

test("Its outputs say where it answers", () => {
  expect(example.outputs).toMatchObject({
    serviceName: "web",
    urls: ["http://192.0.2.1:8080", "http://192.0.2.2:8080", "http://192.0.2.3:8080"],
  });
});
