import * as pulumi from "@pulumi/pulumi";
import { DynamicResource } from "../dynamic";

/** Arguments of {@link JoinTokens}. */
export interface JoinTokensArgs {
  /** ID of the swarm. */
  readonly swarmId: pulumi.Input<string>;
  /** Folder of docker-machine's store, where a manager of the swarm is found. */
  readonly storePath: pulumi.Input<string>;
  /** A new value rotates the worker token, once. Nodes already in stay in. @default never rotated */
  readonly rotateWorker?: pulumi.Input<string>;
  /** A new value rotates the manager token, once. Nodes already in stay in. @default never rotated */
  readonly rotateManager?: pulumi.Input<string>;
}

/**
 * The tokens with which further hosts may join the swarm. The nodes of this program do not use them: each fetches
 * the token from a manager the moment it joins.
 */
export class JoinTokens extends DynamicResource {
  /** Token for joining as a worker. Secret. */
  declare readonly workerToken: pulumi.Output<string>;
  /** Token for joining as a manager. Secret. */
  declare readonly managerToken: pulumi.Output<string>;

  /**
   * @param name name of the resource
   * @param args see {@link JoinTokensArgs}
   * @param options those of every Pulumi resource. @default Pulumi's
   */
  constructor(name: string, args: JoinTokensArgs, options?: pulumi.CustomResourceOptions) {
    const tokens = ["workerToken", "managerToken"];
    super(
      {
        type: "JoinTokens",
        provider: "swarm/tokens.provider",
        inputs: { ...args },
        outputs: tokens,
        secretOutputs: tokens,
      },
      name,
      options,
    );
  }
}
