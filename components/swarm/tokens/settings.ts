import { z } from "zod";
import type { CheckResult } from "../handlers";
import { text, trigger } from "../rules";
import { checkInputs, whenKnown, type Setting } from "../setting";

/** The settings of the tokens, as a cluster names them among those of its swarm. */
export const tokenSettings = {
  rotateWorkerToken: {
    rule: trigger,
    meaning: "trigger: rotates the worker token; existing nodes stay in the swarm",
    default: "never",
    change: "order",
  },
  rotateManagerToken: {
    rule: trigger,
    meaning: "trigger: rotates the manager token",
    default: "never",
    change: "order",
  },
} as const satisfies Readonly<Record<string, Setting>>;

/** Checked inputs of the tokens, as plain values. */
export interface TokensInputs {
  readonly swarmId: string;
  readonly storePath: string;
  readonly rotateWorker?: string;
  readonly rotateManager?: string;
}

/** Checks the inputs of the tokens; there is nothing to fill in. */
export function checkTokens(news: object): CheckResult<TokensInputs> {
  return checkInputs(schema, news);
}

const schema = z.looseObject({
  swarmId: whenKnown(text),
  storePath: whenKnown(text),
  rotateWorker: whenKnown(tokenSettings.rotateWorkerToken.rule.optional()),
  rotateManager: whenKnown(tokenSettings.rotateManagerToken.rule.optional()),
});
