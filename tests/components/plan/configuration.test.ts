import * as pulumi from "@pulumi/pulumi";
import { readSettings } from "../../../components/plan/configuration";
import { machineArgs } from "../../../components/plan/machine-args";

const config = (settings: Record<string, unknown>, secretKeys: string[] = []) => {
  const texts = Object.entries(settings).map(([key, value]) => [`swarm:${key}`, JSON.stringify(value)]);
  process.env.PULUMI_CONFIG_SECRET_KEYS = JSON.stringify(secretKeys);
  pulumi.runtime.setAllConfig(Object.fromEntries(texts) as Record<string, string>);
  return new pulumi.Config("swarm");
};
const nodes = [{ name: "node1", role: "manager" }];
afterAll(() => delete process.env.PULUMI_CONFIG_SECRET_KEYS);

test("Options are encrypted where one of them was set with --secret, and only there", () => {
  expect(readSettings(config({ nodes })).secretOptions).toBe(false);
  expect(readSettings(config({ nodes, swarm: {} }, ["swarm:swarm", "other:nodes"])).secretOptions).toBe(
    false,
  );
  for (const key of ["nodes", "driverOptions", "engine"])
    expect(readSettings(config({ nodes }, [`swarm:${key}`])).secretOptions).toBe(true);
});

test("A node's credentials stand over the cluster's, which nodes of another driver do not get", () => {
  const args = { driver: "digitalocean", environment: { TOKEN: "a", REGION: "b" }, nodes: [] };

  expect(machineArgs({ name: "n", environment: { TOKEN: "c" } }, args).environment).toEqual({
    TOKEN: "c",
    REGION: "b",
  });
  expect(machineArgs({ name: "n", driver: "generic" }, args).environment).toEqual({});
});
