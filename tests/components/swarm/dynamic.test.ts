import { collectResources, valueOf } from "../../support/pulumi-mocks";

const registered = collectResources();

import { providerText } from "../../../components/swarm/dynamic";
import { SwarmNode } from "../../../components/swarm/node/resource";
import { Swarm } from "../../../components/swarm/swarm/resource";
import { JoinTokens } from "../../../components/swarm/tokens/resource";

const args = {
  swarmId: "s1",
  storePath: "machines",
  machine: "node1",
  machineId: "m1",
  role: "worker",
} as const;

beforeEach(() => {
  registered.length = 0;
});

test("The provider text is the very text that older states hold", () => {
  expect(providerText("swarm/node.provider")).toBe(
    'exports.handler = () => require("module").createRequire(process.cwd() + "/package.json")' +
      '("pulumi-docker-machine-swarm/load")("swarm/node.provider").default;',
  );
});

test("The text loads the handlers of each resource from the project's folder", async () => {
  await valueOf(new SwarmNode("node1", args).id);
  await valueOf(new JoinTokens("tokens", { swarmId: "s1", storePath: "machines" }).id);
  await valueOf(new Swarm("swarm", { ...args, cluster: "p/s/c" }).id);

  for (const { type, inputs } of registered) {
    const loaded: { handler?: () => Record<string, unknown> } = {};
    new Function("exports", "require", String(inputs.__provider))(loaded, require);
    const handlers = Object.keys(loaded.handler!()).sort();
    expect([type, handlers]).toEqual([type, ["check", "create", "delete", "diff", "read", "update"]]);
  }
  expect(registered.map(({ type }) => type)).toEqual([
    "pulumi-nodejs:dynamic/swarm:SwarmNode",
    "pulumi-nodejs:dynamic/swarm:JoinTokens",
    "pulumi-nodejs:dynamic/swarm:Swarm",
  ]);
});

test("Role, availability and labels are inputs with known values, so that a preview can compare them", async () => {
  await valueOf(new SwarmNode("node1", { ...args, labels: { zone: "a" } }).id);

  expect(registered[0].inputs).toMatchObject({
    role: "worker",
    availability: "active",
    labels: { zone: "a" },
  });
});
