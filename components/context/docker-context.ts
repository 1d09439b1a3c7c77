import { local } from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";
import { script } from "../command-script";
import type { DockerEnv } from "./env-commands";

/** Arguments of a {@link DockerContext}. */
export interface DockerContextArgs {
  /** Name of the context. Another name makes another context. */
  readonly contextName: string;
  /** Whose context it is: "project/stack/name" of the cluster. A context of anybody else is never touched. */
  readonly owner: string;
  /** Where the swarm is; another manager changes the context in place. */
  readonly dockerEnv: pulumi.Input<DockerEnv>;
  /**
   * Make it the person's current context, once: whoever switches to another one later is left alone. Taken back with
   * the context. @default false
   */
  readonly use?: boolean;
}

/**
 * A context of the docker client that points to a swarm: `docker --context NAME node ls`. It holds a copy of the
 * manager's client certificate and key, as every context does, and goes with the swarm.
 *
 * Creating fails where there is no docker client on PATH, and where a context of that name is not the owner's.
 */
export class DockerContext extends pulumi.ComponentResource {
  /** Name of the context, known once it can be used. */
  readonly contextName: pulumi.Output<string>;

  constructor(name: string, args: DockerContextArgs, options?: pulumi.ComponentResourceOptions) {
    super("swarm:index:DockerContext", name, {}, options);
    const { contextName, owner, dockerEnv, use = false } = args;
    const command = new local.Command(
      `${name}-command`,
      {
        ...script("context/context.command", "create", "remove"),
        environment: { CONTEXT_SPEC: pulumi.jsonStringify({ contextName, owner, dockerEnv, use }) },
        triggers: [contextName],
      },
      // The old context gives back what was current before it; only then can the new one note that.
      { parent: this, deleteBeforeReplace: true },
    );
    this.contextName = command.stdout.apply((line) => line.trim());
    this.registerOutputs({ contextName: this.contextName });
  }
}
