import * as pulumi from "@pulumi/pulumi";
import { loadText } from "../entry";

/** What defines a dynamic resource. */
export interface DynamicResourceSpec {
  /** Type name after "swarm:", shown by Pulumi: "SwarmNode". */
  readonly type: string;
  /** Module of the handlers, below components/: "swarm/node.provider". */
  readonly provider: string;
  /** Inputs of the resource; what `pulumi preview` compares. */
  readonly inputs: pulumi.Inputs;
  /** Names of the outputs that are not inputs. */
  readonly outputs: readonly string[];
  /** Outputs that Pulumi must encrypt, even where no input of that name is secret. @default none */
  readonly secretOutputs?: readonly string[];
}

/**
 * A resource whose handlers are modules of this package.
 *
 * `pulumi.dynamic.Resource` would serialise the handlers' code into the state: every edit would show as a diff, and
 * refresh and destroy would run the code of the last update. Here the state holds one constant line that loads the
 * module as it is today.
 */
export abstract class DynamicResource extends pulumi.CustomResource {
  protected constructor(spec: DynamicResourceSpec, name: string, options?: pulumi.CustomResourceOptions) {
    const outputs = Object.fromEntries(spec.outputs.map((output) => [output, undefined]));
    const inputs = { ...outputs, ...spec.inputs, __provider: providerText(spec.provider) };
    super(
      `pulumi-nodejs:dynamic/swarm:${spec.type}`,
      name,
      inputs,
      pulumi.mergeOptions({ additionalSecretOutputs: [...(spec.secretOutputs ?? [])] }, options),
    );
  }
}

/** The line that Pulumi stores as a resource's provider. It must stay the same, byte for byte. */
export function providerText(module: string): string {
  return `exports.handler = () => ${loadText(module)}.default;`;
}

/**
 * Lets Pulumi start the process of the handlers now, beside the machines. By itself it would start it for the first
 * resource of the handlers, all of which wait for a machine. This adds no resource: it asks the process for a function.
 * Nothing is done where that process would outlive an engine that is killed before it has loaded a handler; the project's
 * own commands make it end (toolchain/pulumi/preload.js).
 */
export function startHandlers(): void {
  if (!process.env.SWARM_HANDLERS_END_WITH_ENGINE) return;
  // That process has no functions and says so, which is an answer as good as any other.
  pulumi.runtime.invoke("pulumi-nodejs:dynamic:start", {}).catch(() => undefined);
}
