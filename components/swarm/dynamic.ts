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
