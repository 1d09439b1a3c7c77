import { z } from "zod";
import type { CheckResult } from "../handlers";
import { text, trigger } from "../rules";
import { checkInputs, whenKnown, type Setting } from "../setting";

/** The settings of engine upgrades, as a cluster names them among those of its swarm. */
export const upgradeSettings = {
  upgradeEngines: {
    rule: trigger,
    meaning: "trigger: upgrades the engines to the newest that their hosts' packages offer, node by node",
    default: "never",
    change: "order",
  },
} as const satisfies Readonly<Record<string, Setting>>;

/** Checked inputs of an upgrade, as plain values. */
export interface UpgradeInputs {
  readonly swarmId: string;
  readonly storePath: string;
  /** A new value orders one upgrade. */
  readonly trigger: string;
}

/** Outputs: the inputs. */
export interface UpgradeState extends UpgradeInputs {
  readonly stateVersion: number;
}

/** Checks the inputs; there is nothing to fill in. */
export function checkUpgrade(news: object): CheckResult<UpgradeInputs> {
  return checkInputs(schema, news);
}

const schema = z.looseObject({
  swarmId: whenKnown(text),
  storePath: whenKnown(text),
  trigger: whenKnown(upgradeSettings.upgradeEngines.rule),
});
