import { local } from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";
import { script } from "../command-script";
import { renewedAt } from "../machine/store/renewal";
import type { DockerEnv } from "./docker-env";

/** Arguments of a {@link DockerContext}. */
export interface DockerContextArgs {
  /** Name of the context. Another name is another context. */
  readonly contextName: string;
  /** Owner of the context: "project/stack/name" of the cluster. A context of anybody else is never touched. */
  readonly owner: pulumi.Input<string>;
  /** Where the swarm is; another manager changes the context in place. */
  readonly dockerEnv: pulumi.Input<DockerEnv>;
  /**
   * Make it the current context, once: a later switch to another one is respected. Undone when the context is removed.
   * @default false
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
    // The context has a copy of the client certificate.
    const renewed = pulumi
      .output(dockerEnv)
      .apply(({ DOCKER_CERT_PATH: path }) => (path ? renewedAt(path) : undefined));
    const command = new local.Command(
      `${name}-command`,
      {
        ...script("context/context.command", "create", "remove"),
        environment: { CONTEXT_SPEC: pulumi.jsonStringify({ contextName, owner, dockerEnv, use, renewed }) },
        triggers: [contextName],
      },
      // The old context restores the one that was current before it; only then can the new one note that one.
      { parent: this, deleteBeforeReplace: true },
    );
    this.contextName = command.stdout.apply((line) => line.trim());
    this.registerOutputs({ contextName: this.contextName });
  }
}

/** Why a text cannot be the name of a docker context, with the text; undefined where it can. Docker's own rule. */
export function contextNameProblem(name: string): string | undefined {
  const shown = JSON.stringify(name);
  if (name === "default")
    return `${shown}: is the docker client's own context; give another name, e.g. swarm`;
  if (!/^[a-zA-Z0-9][a-zA-Z0-9_.+-]+$/.test(name)) {
    return `${shown}: two or more letters, digits, "_", ".", "+" and "-" expected, the first a letter or a digit, e.g. swarm`;
  }
  return undefined;
}
