import * as pulumi from "@pulumi/pulumi";
import type { JoinTokensArgs } from "../swarm/tokens/resource";
import type { SwarmSettings } from "../swarm/swarm/resource";
import type { ClusterSwarmArgs } from "./args";

/** A swarm's settings and triggers, each at the resource that it is for. */
export interface Triggers {
  readonly swarm: SwarmSettings;
  readonly tokens: Pick<JoinTokensArgs, "rotateWorker" | "rotateManager">;
  /** Of the keys of each machine. @default never */
  readonly keys?: pulumi.Input<string>;
  /** Of an upgrade of all engines. @default never */
  readonly upgrade?: pulumi.Input<string>;
}

/** Hands a cluster's triggers out; `rotateKeys` is one for tokens and unlock key as well. */
export function triggersOf(args: ClusterSwarmArgs = {}): Triggers {
  const { rotateWorkerToken, rotateManagerToken, rotateKeys, upgradeEngines, ...swarm } = args;
  const also = (own?: pulumi.Input<string>) =>
    rotateKeys === undefined || own === undefined
      ? (own ?? rotateKeys)
      : pulumi.all([own, rotateKeys]).apply((values) => values.join(" "));
  // A swarm that is not locked has no key to rotate.
  const key = swarm.autolock === true ? { rotateUnlockKey: also(swarm.rotateUnlockKey) } : {};
  return {
    swarm: { ...swarm, ...key },
    tokens: { rotateWorker: also(rotateWorkerToken), rotateManager: also(rotateManagerToken) },
    keys: rotateKeys,
    upgrade: upgradeEngines,
  };
}
