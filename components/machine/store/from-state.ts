import { bundleFrom } from "./bundle";
import { agree, setAsideRemoved } from "./sync";

/** A stack's state, as `pulumi stack export --show-secrets` prints it; only what is read here. */
export interface ExportedState {
  readonly deployment?: { readonly resources?: readonly ExportedResource[] };
}

interface ExportedResource {
  readonly type: string;
  readonly outputs?: Readonly<Record<string, unknown>>;
}

/** What came of laying out the keys in a state. */
export interface LaidOut {
  /** Machines whose keys this computer did not have before. */
  readonly machines: readonly string[];
  /** What else was found and done, a sentence each. */
  readonly said: readonly string[];
}

/**
 * Brings the stores of a stack's machines on this computer in line with the keys in its state, before anything needs them:
 * a refresh reads all resources at once.
 * @throws where something of another's would be overwritten
 */
export function layOutState(state: ExportedState): LaidOut {
  const keys = (state.deployment?.resources ?? []).flatMap(keysOf);
  const results = keys.map((each) => ({ ...each, ...agree(each.storePath, each.machine, each.bundle) }));
  const stores = [...new Set(keys.map(({ storePath }) => storePath))];
  // A store elsewhere may be shared with other stacks, whose machines this state does not know.
  const own = stores.filter((store) => store.startsWith(".state/"));
  const removed = own.flatMap((store) => setAsideRemoved(store, namesIn(state, store)));
  return {
    machines: results
      .filter(({ isNewHere }) => isNewHere)
      .map(({ machine }) => machine)
      .sort(),
    said: [...results.flatMap(({ said }) => said ?? []), ...removed],
  };
}

/** Machines of a store that anything in the state is about. */
function namesIn({ deployment }: ExportedState, store: string): string[] {
  const outputs = (deployment?.resources ?? []).map((resource) => resource.outputs ?? {});
  return outputs.flatMap(({ storePath, machine }) => (storePath === store ? [String(machine)] : []));
}

function keysOf({ type, outputs = {} }: ExportedResource) {
  if (!type.endsWith("/swarm:MachineKeys")) return [];
  const { storePath, machine, keys } = outputs;
  const bundle = bundleFrom(secretText(keys));
  return typeof storePath === "string" && typeof machine === "string" && bundle
    ? [{ storePath, machine, bundle }]
    : [];
}

/** A secret as an export shows it: a text of JSON beside Pulumi's mark. */
function secretText(value: unknown): string | undefined {
  const { plaintext } = (value ?? {}) as { plaintext?: string };
  if (plaintext === undefined) return undefined;
  const text: unknown = JSON.parse(plaintext);
  return typeof text === "string" ? text : undefined;
}
