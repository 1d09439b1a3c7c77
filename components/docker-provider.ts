import type * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import type { SwarmCluster } from "./cluster";

/**
 * A provider for `@pulumi/docker` resources (services, networks, secrets, ...) on a cluster's swarm, through a manager that
 * responds. Give those resources `deletedWith: cluster.swarm`, so that Pulumi does not delete them one by one when the
 * swarm is destroyed or dead.
 *
 * Only programs that call this function load the plugin.
 *
 * @param name name of the provider resource
 * @param cluster the cluster whose swarm to use
 * @param options those of every Pulumi resource. @default Pulumi's
 */
export function dockerProvider(
  name: string,
  cluster: SwarmCluster,
  options?: pulumi.ResourceOptions,
): docker.Provider {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- programs without Docker resources should not pay for loading the SDK
  const sdk = require("@pulumi/docker") as typeof docker;
  return new sdk.Provider(
    name,
    { host: cluster.managerEndpoint, certPath: cluster.dockerEnv.apply((env) => env.DOCKER_CERT_PATH) },
    options,
  );
}
