import { collectResources, valueOf } from "../support/pulumi-mocks";

const registered = collectResources();

import * as pulumi from "@pulumi/pulumi";
import type { SwarmCluster } from "../../components/cluster";
import { dockerProvider } from "../../components/docker-provider";

test("A docker provider reaches the manager that answers, with the machine's certificates", async () => {
  const cluster = {
    managerEndpoint: pulumi.output("tcp://192.0.2.1:2376"),
    dockerEnv: pulumi.output({ DOCKER_CERT_PATH: "/store/machines/node1" }),
  } as unknown as SwarmCluster;

  await valueOf(dockerProvider("shop", cluster).id);

  expect(registered).toEqual([
    {
      type: "pulumi:providers:docker",
      name: "shop",
      inputs: expect.objectContaining({ host: "tcp://192.0.2.1:2376", certPath: "/store/machines/node1" }),
    },
  ]);
});
