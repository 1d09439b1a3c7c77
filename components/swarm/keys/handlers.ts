import { bundleFrom, digestOf, type MachineBundle } from "../../machine/store/bundle";
import { isNewTrigger, toDiffResult } from "../change";
import { isUnknown, pick, reportingFully, type Handlers } from "../handlers";
import { thisRun, type Run } from "../session/run";
import { say } from "../session/say";
import { rotateKeys } from "./rotate";
import { checkKeys, diffKeys, keysInputKeys, type KeysInputs, type KeysState } from "./state";

/** The handlers of MachineKeys: what another computer needs of a machine, in the state. */
export function makeKeysHandlers(run: Run = thisRun): Handlers<KeysInputs, KeysState> {
  return reportingFully({
    check: async (_olds, news) => {
      run.programRan = true;
      return checkKeys(news as object);
    },
    diff: async (_id, olds, news) => {
      // See the handlers of SwarmNode: Pulumi asks for it before it checks any input.
      if (isUnknown(news)) run.programRan = true;
      return toDiffResult(diffKeys(olds, news));
    },
    create: async (inputs) => ({ id: inputs.machine, outs: stateOf(run, inputs) }),
    read: async (id, props) => {
      const inputs = pick(props, keysInputKeys) as KeysInputs;
      return { id, props: stateOf(run, inputs, props), inputs };
    },
    update: async (_id, olds, news) => {
      if (isNewTrigger(news.rotate, olds.rotate, olds))
        await rotateKeys(run, news.storePath, news.machine, news.rotate!);
      return { outs: stateOf(run, news, olds) };
    },
    // The keys go with the machine, which takes them out of the store.
    delete: async () => undefined,
  });
}

export default makeKeysHandlers();

/** Outputs, after store and state have agreed on the keys. */
function stateOf(run: Run, inputs: KeysInputs, olds?: KeysState): KeysState {
  const { storePath, machine } = inputs;
  const { bundle, said } = run.fleet(storePath).agree(machine, bundleFrom(olds?.keys));
  if (said) say(machine, said);
  if (bundle) return outputsOf(inputs, bundle);
  if (olds) return olds;
  throw new Error(
    `The keys of machine ${machine} are neither in the store ${storePath} nor in the state: run pulumi up once on the ` +
      "computer that created it, which puts them into the state.",
  );
}

function outputsOf(inputs: KeysInputs, bundle: MachineBundle): KeysState {
  return {
    ...(pick(inputs, keysInputKeys) as KeysInputs),
    stateVersion: 1,
    keys: JSON.stringify(bundle),
    digest: digestOf(bundle),
    computer: bundle.computer ?? "",
  };
}
