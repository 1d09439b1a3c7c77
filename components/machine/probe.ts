import { connect } from "../engine/client";
import { EngineError, reasonOf } from "../engine/errors";
import type { StoredMachine } from "./store/record";

/** How a machine's engine answers over TLS. */
export type EngineAnswer =
  | { readonly kind: "ready"; readonly version: string }
  /** Something answers, but not with certificates that fit ours. */
  | { readonly kind: "untrusted"; readonly reason: string }
  | { readonly kind: "silent"; readonly reason: string };

/**
 * Asks a machine's engine for its version, with the machine's certificates.
 * @throws EngineError when the engine answers and refuses, as one too old does
 */
export async function probeEngine(machine: StoredMachine, seconds = 5): Promise<EngineAnswer> {
  const { address, enginePort: port, certPath } = machine;
  if (address === "") return { kind: "silent", reason: "it has no address yet" };
  try {
    const version = await connect({ address, port, certPath }).within(seconds).version();
    return { kind: "ready", version: version.Version };
  } catch (error) {
    if (!(error instanceof EngineError)) return { kind: "untrusted", reason: reasonOf(error) };
    if (error.status !== 0) throw error;
    return { kind: isNetworkFault(error) ? "silent" : "untrusted", reason: error.reason };
  }
}

/** Whether the engine is an active node of a swarm; false where it does not answer. */
export async function isSwarmNode(machine: StoredMachine): Promise<boolean> {
  const { address, enginePort: port, certPath } = machine;
  try {
    const info = await connect({ address, port, certPath }).within(10).info();
    return info.Swarm?.LocalNodeState === "active";
  } catch {
    return false;
  }
}

const networkFaults = [
  "ECONNREFUSED",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "EHOSTDOWN",
  "ETIMEDOUT",
  "ENOTFOUND",
  "EAI_AGAIN",
];

// What else goes wrong before an answer is the handshake: wrong authority, wrong name, our certificate refused.
function isNetworkFault(error: EngineError): boolean {
  const code = (error.cause as NodeJS.ErrnoException | undefined)?.code;
  return code === undefined ? /^no answer/.test(error.reason) : networkFaults.includes(code);
}
