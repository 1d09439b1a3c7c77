import { collectResources, valueOf } from "../support/pulumi-mocks";

const mockEndpoint = jest.fn();
jest.mock("../../components/swarm/status", () => ({
  swarmNodes: () => Promise.resolve([]),
  swarmEndpoint: mockEndpoint,
  lateNodesProblem: () => Promise.resolve(undefined),
}));

// The preview of a promotion of node2: all is known, but what its update will bring.
const registered = collectResources((resource) => {
  if (resource.type === "command:local:Command") {
    return {
      stdout: JSON.stringify({ address: "192.0.2.1", url: "tcp://192.0.2.1:2376", state: "Running" }),
    };
  }
  if (resource.type.endsWith(":Swarm")) return { swarmId: "the-swarm" };
  return resource.name === "swarm-node2" ? {} : { nodeId: `${resource.name}-node` };
}, true);

import { SwarmCluster } from "../../components/cluster";
import { dockerProvider } from "../../components/docker-provider";

test("[docker-preview] A role change beside docker resources leaves their provider as it is: its inputs are known", async () => {
  const dockerEnv = { DOCKER_CERT_PATH: "/store/machines/node1" };
  mockEndpoint.mockResolvedValue({ managerEndpoint: "tcp://192.0.2.1:2376", dockerEnv });
  const cluster = new SwarmCluster("swarm", {
    driver: "none",
    driverOptions: { url: "tcp://192.0.2.1:2376" },
    nodes: [
      { name: "node1", role: "manager" },
      { name: "node2", role: "manager" },
    ],
  });

  await valueOf(dockerProvider("shop", cluster).id);

  const provider = registered.find(({ type }) => type === "pulumi:providers:docker")!;
  expect(provider.inputs).toMatchObject({ host: "tcp://192.0.2.1:2376", certPath: "/store/machines/node1" });
  expect(mockEndpoint).toHaveBeenCalledWith(".state/stack/swarm/machines", "the-swarm", ["node1", "node2"]);
});
