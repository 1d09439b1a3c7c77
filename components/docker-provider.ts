import type * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import type { SwarmCluster } from "./cluster";

/**
 * A provider with which `@pulumi/docker` resources (services, networks, secrets, ...) are made on a cluster's swarm,
 * through whichever manager answers. Give those resources `deletedWith: cluster.swarm`, so that a destroyed or dead swarm
 * takes them with it.
 *
 * The plugin is loaded only by programs that call this.
 *
 * @param name name of the provider resource
 * @param cluster the cluster to work on
 */
export function dockerProvider(
  name: string,
  cluster: SwarmCluster,
  options?: pulumi.ResourceOptions,
): docker.Provider {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- loading the SDK costs every run that has no use for it
  const sdk = require("@pulumi/docker") as typeof docker;
  return new sdk.Provider(
    name,
    { host: cluster.managerEndpoint, certPath: cluster.dockerEnv.apply((env) => env.DOCKER_CERT_PATH) },
    options,
  );
}
