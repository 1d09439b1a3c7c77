import * as pulumi from "@pulumi/pulumi";
import { DynamicResource } from "../dynamic";
import { compact } from "../handlers";

/** Arguments of {@link MachineKeys}. */
export interface MachineKeysArgs {
  /** Folder of docker-machine's store. */
  readonly storePath: pulumi.Input<string>;
  /** Name of the machine in that store. */
  readonly machine: pulumi.Input<string>;
  /** Identity of the machine; another machine under the same name has other keys. */
  readonly machineId: pulumi.Input<string>;
  /** A new value replaces the keys by others, once: the former ones open nothing any more. @default never */
  readonly rotate?: pulumi.Input<string>;
}

/**
 * The keys of a machine in the state, encrypted like every secret of the stack: its record, its certificates, its SSH key,
 * those of its store. With them any computer that has the stack can work on the machine. A computer without them gets them
 * from here; certificates that are renewed anywhere come back to here with the next refresh there.
 *
 * Whoever can decrypt the state is root on the host. A machine that is a part of a computer, such as a virtual machine,
 * leaves no keys here, only how it is declared.
 */
export class MachineKeys extends DynamicResource {
  /** The computer that the machine is a part of; empty where any computer can work on it. */
  declare readonly computer: pulumi.Output<string>;
  /** Tells one set of keys from another; renewed certificates are another set. */
  declare readonly digest: pulumi.Output<string>;

  /**
   * @param name name of the resource
   * @param args see {@link MachineKeysArgs}
   * @param options those of every Pulumi resource. @default Pulumi's
   */
  constructor(name: string, args: MachineKeysArgs, options?: pulumi.CustomResourceOptions) {
    super(
      {
        type: "MachineKeys",
        provider: "swarm/keys.provider",
        inputs: compact(args),
        outputs: ["keys", "digest", "computer", "stateVersion"],
        secretOutputs: ["keys"],
      },
      name,
      options,
    );
  }
}
