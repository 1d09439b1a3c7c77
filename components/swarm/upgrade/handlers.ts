import { changedKeys, toDiffResult } from "../change";
import { pick, reportingFully, type Handlers } from "../handlers";
import { thisRun, type Run } from "../session/run";
import { checkUpgrade, type UpgradeInputs, type UpgradeState } from "./settings";
import { upgradeEngines } from "./upgrade";

const inputKeys = ["swarmId", "storePath", "trigger"] as const;

/** The handlers of EngineUpgrade: the order to upgrade all engines. */
export function makeUpgradeHandlers(run: Run = thisRun): Handlers<UpgradeInputs, UpgradeState> {
  const carryOut = async (inputs: UpgradeInputs): Promise<UpgradeState> => {
    await upgradeEngines(run.session(inputs.storePath, inputs.swarmId));
    return { ...(pick(inputs, inputKeys) as UpgradeInputs), stateVersion: 1 };
  };
  return reportingFully({
    check: async (_olds, news) => {
      run.programRan = true;
      return checkUpgrade(news as object);
    },
    diff: async (_id, olds, news) => {
      const changed = changedKeys<UpgradeInputs>(olds, news, [...inputKeys]);
      return toDiffResult({ action: changed.length > 0 ? "update" : "none" });
    },
    create: async (inputs) => ({ id: inputs.swarmId, outs: await carryOut(inputs) }),
    read: async (id, props) => ({ id, props, inputs: pick(props, inputKeys) as UpgradeInputs }),
    update: async (_id, olds, news) => {
      if (olds.trigger !== news.trigger) return { outs: await carryOut(news) };
      return { outs: { ...olds, ...(pick(news, inputKeys) as UpgradeInputs) } };
    },
    // What was upgraded stays so.
    delete: async () => undefined,
  });
}

export default makeUpgradeHandlers();
