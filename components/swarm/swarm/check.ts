import { addressFault } from "../../engine/address";
import {
  faults,
  requiredText,
  shown,
  trigger,
  truth,
  wholeNumber,
  type RequiredRule,
  type Rule,
} from "../check";
import { durationFault, nanoseconds } from "./duration";
import { labelFaults } from "../node/labels";
import { poolFaults, signingCAFault } from "./rules";
import { compact, type CheckResult } from "../handlers";
import type { SwarmInputs } from "./state";

/**
 * Judges a swarm's inputs; nothing is filled in, since what is left out stays as it is on the swarm.
 * @param olds inputs of the last run, or of the refresh since; Pulumi gives none for a replacement
 */
export function checkSwarm(news: unknown, olds?: unknown): CheckResult<SwarmInputs> {
  // In the preview of an update the outputs are unknown, and then all that refers to the swarm seems to be replaced.
  const { swarmId } = (olds ?? {}) as Partial<SwarmInputs>;
  const inputs = compact({ ...(news as SwarmInputs), swarmId });
  return { inputs, failures: faults(inputs, rules) };
}

const hour = 3600e9;

const expiry: Rule = (value) =>
  durationFault(value) ??
  (nanoseconds(value as string) < hour ? `at least an hour ("1h") expected, got ${shown(value)}` : undefined);

const heartbeat: Rule = (value) =>
  durationFault(value) ??
  (nanoseconds(value as string) === 0 ? `more than nothing expected, such as "5s"` : undefined);

const recovery: Rule = (value) => {
  const { manager, trigger: mark } = (value ?? {}) as { manager?: unknown; trigger?: unknown };
  if (typeof manager !== "string" || manager === "")
    return "`manager` must name the machine of a manager that is left";
  const fault = trigger(mark, {});
  return fault && `\`trigger\`: ${[fault].flat().join("; ")}`;
};

const rules: Readonly<Record<string, RequiredRule>> = {
  cluster: requiredText,
  storePath: requiredText,
  machine: requiredText,
  labels: labelFaults,
  taskHistoryRetentionLimit: wholeNumber(0),
  snapshotInterval: wholeNumber(1),
  keepOldSnapshots: wholeNumber(0),
  logEntriesForSlowFollowers: wholeNumber(0),
  dispatcherHeartbeat: heartbeat,
  nodeCertExpiry: expiry,
  externalCAs: (value) =>
    (Array.isArray(value) ? value : [value]).flatMap(
      (ca: { url?: unknown; protocol?: unknown } | null, i) => [
        ...(/^https?:\/\/.+/.test(String(ca?.url)) ? [] : [`[${i}].url: an https:// address expected`]),
        ...([undefined, "cfssl"].includes(ca?.protocol as string)
          ? []
          : [`[${i}].protocol: only "cfssl" is there`]),
      ],
    ),
  signingCACert: (value, all) => signingCAFault(value, all.signingCAKey),
  signingCAKey: (_value, all) =>
    all.signingCACert === undefined ? "signingCACert is needed with it" : undefined,
  rotateCA: trigger,
  autolock: truth,
  rotateUnlockKey: trigger,
  defaultAddressPools: poolFaults,
  subnetSize: wholeNumber(1, 29, ", the prefix length of each network,"),
  dataPathPort: wholeNumber(1024, 49151),
  advertiseAddress: (value) => addressFault(value, { port: true }),
  listenAddress: (value) => addressFault(value, { zero: true, port: true }),
  dataPathAddress: (value) => addressFault(value, {}),
  adopt: truth,
  allowReplace: truth,
  recover: recovery,
};
