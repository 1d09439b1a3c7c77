import { addressFault } from "../../engine/address";
import { faults, oneOf, requiredText, type Rule } from "../check";
import { labelFaults } from "./labels";
import type { NodeInputs } from "./state";
import type { CheckResult } from "../handlers";

/** Judges a node's inputs and fills in what is left out: availability "active", no labels. */
export function checkNode(news: unknown): CheckResult<NodeInputs> {
  const inputs = { availability: "active", labels: {}, ...(news as object) };
  return { inputs: inputs as NodeInputs, failures: faults(inputs, rules) };
}

const rules: Readonly<Record<string, Rule>> = {
  storePath: requiredText,
  swarmId: requiredText,
  machine: requiredText,
  role: oneOf("manager", "worker"),
  availability: oneOf("active", "pause", "drain"),
  labels: labelFaults,
  advertiseAddress: (value) => addressFault(value, { port: true }),
  listenAddress: (value) => addressFault(value, { zero: true, port: true }),
  dataPathAddress: (value) => addressFault(value, {}),
};
