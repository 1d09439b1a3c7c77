import * as pulumi from "@pulumi/pulumi";
import { DynamicResource } from "../dynamic";

/** Arguments of an {@link EngineUpgrade}. */
export interface EngineUpgradeArgs {
  /** ID of the swarm. */
  readonly swarmId: pulumi.Input<string>;
  /** Folder of docker-machine's store, where the nodes' machines are found. */
  readonly storePath: pulumi.Input<string>;
  /** A new value orders one upgrade. @example a date */
  readonly trigger: pulumi.Input<string>;
}

/**
 * The order to upgrade the engines of a swarm to the newest that their hosts' packages offer (apt, dnf), when it is created
 * and with every new trigger: one node at a time, drained meanwhile, managers first and the leader last of them, then
 * workers. It stops at the first that fails; the next update goes on.
 */
export class EngineUpgrade extends DynamicResource {
  /**
   * @param name name of the resource
   * @param args see {@link EngineUpgradeArgs}
   * @param options those of every Pulumi resource. @default Pulumi's
   */
  constructor(name: string, args: EngineUpgradeArgs, options?: pulumi.CustomResourceOptions) {
    super(
      {
        type: "EngineUpgrade",
        provider: "swarm/upgrade.provider",
        inputs: { ...args },
        outputs: ["stateVersion"],
      },
      name,
      options,
    );
  }
}
