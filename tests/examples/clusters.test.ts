import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runExample, type ExampleRun } from "./support/run-example";

const driver = "digitalocean";

const rolesOf = ({ ofType }: ExampleRun) =>
  ofType(":SwarmNode").map(({ inputs }) => `${inputs.machine as string} ${inputs.role as string}`);
const urnsOf = ({ resources }: ExampleRun) => resources.map(({ urn }) => urn).sort();

describe("roles", () => {
  const run = (config: object) => runExample("examples/roles", { driver, ...config });

  test("The first nodes are the managers, as many as the configuration says", async () => {
    const example = await run({ size: 4, managers: 3 });

    expect(rolesOf(example)).toEqual(["node1 manager", "node2 manager", "node3 manager", "node4 worker"]);
    expect(example.outputs).toEqual({
      roles: { node1: "manager", node2: "manager", node3: "manager", node4: "worker" },
      managersThatMayFail: 1,
    });
  });

  test("Another number of managers changes roles and no resource", async () => {
    const [one, three] = [await run({}), await run({ managers: 3 })];

    expect(rolesOf(one)).toEqual(["node1 manager", "node2 worker", "node3 worker"]);
    expect(urnsOf(three)).toEqual(urnsOf(one));
  });

  test("More managers than nodes are a problem", async () => {
    await expect(run({ managers: 4 })).rejects.toThrow("managers: 4 of 3 nodes cannot be managers");
  });
});

describe("existing-hosts", () => {
  const folder = mkdtempSync(join(tmpdir(), "existing-hosts-"));
  const sshKey = join(folder, "id_ed25519");
  writeFileSync(sshKey, "-----BEGIN OPENSSH PRIVATE KEY-----\n", { mode: 0o600 });
  afterAll(() => rmSync(folder, { recursive: true }));

  const hosts = [
    { name: "a", address: "192.0.2.10", role: "manager" },
    { name: "b", address: "192.0.2.11", labels: { disk: "ssd" } },
  ];
  const specOf = (example: ExampleRun, name: string) => {
    const { inputs } = example.resources.find((each) => each.name === `swarm-${name}-machine`)!;
    return JSON.parse((inputs.environment as { MACHINE_SPEC: string }).MACHINE_SPEC) as object;
  };

  test("Each host is a machine of driver generic at its address, with the login of all", async () => {
    const example = await runExample("examples/existing-hosts", {
      hosts,
      sshUser: "admin",
      sshKey,
    });

    for (const { name, address } of hosts)
      expect(specOf(example, name)).toMatchObject({
        driver: "generic",
        driverOptions: { sshUser: "admin", sshKey, ipAddress: address },
      });
    expect(rolesOf(example)).toEqual(["a manager", "b worker"]);
    expect(example.ofType(":SwarmNode")[1].inputs).toMatchObject({ labels: { disk: "ssd" } });
    expect(example.outputs.dockerEnv).toContain("export DOCKER_HOST='tcp://192.0.2.1:2376'");
  });
});

describe("drain-managers", () => {
  test("Managers are drained, workers are not, and the service is global on the swarm", async () => {
    const warned = jest.spyOn(console, "warn").mockImplementation();
    const example = await runExample("examples/drain-managers", { driver });
    expect(warned).toHaveBeenCalledWith(expect.stringContaining("all managers are drained"));

    expect(example.outputs.availability).toEqual({
      manager1: "drain",
      manager2: "drain",
      manager3: "drain",
      worker1: "active",
      worker2: "active",
    });
    const [service] = example.ofType("service:Service");
    expect(service.inputs).toMatchObject({
      mode: { global: true },
      taskSpec: { placement: { constraints: ["node.labels.disk==ssd"] } },
    });
    expect(service.inputs).not.toHaveProperty("convergeConfig");
    expect(service.provider).toBe(`${example.ofType("providers:docker")[0].urn}::swarm-id`);
    expect(service.deletedWith).toBe(example.ofType(":Swarm")[0].urn);
  });
});

describe("two-clusters", () => {
  test("Both have a node1, and share no folder", async () => {
    const example = await runExample("examples/two-clusters", { driver });

    expect(example.ofType(":SwarmNode").map(({ name }) => name)).toEqual(
      expect.arrayContaining(["blue-node1", "green-node1", "green-node2"]),
    );
    const stores = new Set(example.ofType(":Swarm").map(({ inputs }) => inputs.storePath));
    expect([...stores].sort()).toEqual([".state/dev/blue/machines", ".state/dev/green/machines"]);
  });
});
