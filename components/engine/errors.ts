import type { SwarmInfo } from "./types";

/** The call that failed. */
export interface FailedCall {
  /** HTTP status; 0 if there was no answer. */
  readonly status: number;
  /** Method and path, without query or body: "POST /swarm/join". */
  readonly operation: string;
  /** The engine, "host:port". */
  readonly address: string;
  readonly cause?: unknown;
  /** Whether the connection was accepted, and no answer came in time: the engine is slow, or hangs. @default false */
  readonly late?: boolean;
}

/** An engine reported an error or did not answer. The message contains no token, key or certificate. */
export class EngineError extends Error {
  /** HTTP status; 0 if there was no answer. */
  readonly status: number;
  readonly operation: string;
  readonly address: string;
  /** Whether the connection was accepted, and no answer came in time: the engine is slow, or hangs. */
  readonly late: boolean;
  /** The engine's message, or why it could not be reached. */
  readonly reason: string;

  constructor(reason: string, call: FailedCall) {
    const text = redact(reason);
    super(`${callText(call)}: ${text}`, { cause: call.cause });
    this.name = "EngineError";
    this.reason = text;
    this.status = call.status;
    this.operation = call.operation;
    this.address = call.address;
    this.late = call.late ?? false;
  }
}

/** Removes join tokens, unlock keys and PEM blocks from a text. */
export function redact(text: string): string {
  return text
    .replace(/SWMTKN-[A-Za-z0-9-]+/g, "SWMTKN-***")
    .replace(/SWMKEY-[A-Za-z0-9+/=_-]+/g, "SWMKEY-***")
    .replace(/-----BEGIN ([A-Z0-9 ]+)-----[\s\S]*?(?:-----END \1-----|$)/g, "[$1 left out]");
}

/** The message of anything thrown, without secrets. */
export function reasonOf(error: unknown): string {
  if (error instanceof EngineError) return error.reason;
  return redact(error instanceof Error ? error.message : String(error));
}

/**
 * The whole of what was thrown, without secrets: its message, the call that failed, and what caused it, each once.
 * For errors that are reported without their stack.
 */
export function reportOf(error: unknown): string {
  let text = redact(error instanceof Error ? error.message : String(error));
  for (let cause = causeOf(error); cause !== undefined; cause = causeOf(cause)) {
    const reason = reasonOf(cause);
    const call = cause instanceof EngineError ? callText(cause) : "";
    if (call && !text.includes(call)) text += ` (${call})`;
    if (!text.includes(reason)) text += `: ${reason}`;
  }
  return text;
}

function causeOf(error: unknown): unknown {
  return error instanceof Error ? error.cause : undefined;
}

function callText({ operation, address, status }: FailedCall): string {
  return `${operation} at ${address}${status ? ` (HTTP ${status})` : ""}`;
}

// Only the text tells errors apart: several share a status, and old engines use other statuses.
const said = (pattern: RegExp) => (error: unknown) =>
  error instanceof EngineError && error.status !== 0 && pattern.test(error.reason);

/** No answer at all: the engine is off or restarting, or the network is down. */
export const isUnreachable = (error: unknown) => error instanceof EngineError && error.status === 0;
/** The engine accepted the connection and did not answer in time: it is slow, or hangs. */
export const isLate = (error: unknown) => error instanceof EngineError && error.late;
/** No such node. */
export const isNotFound = (error: unknown) => error instanceof EngineError && error.status === 404;
/** Leave on a node that is in no swarm. */
export const isNotInSwarm = said(/not part of a swarm/i);
/** The engine is a worker, or is still becoming a manager. */
export const isNotManager = said(/not a swarm manager/i);
/** The engine ceases to be a manager, or loses the one that it asks: gRPC closes a connection that the question was sent by. */
export const isClosing = said(/client connection is closing|transport is closing/i);
/** Something else changed the object since it was read. */
export const isOutOfSequence = said(/update out of sequence/i);
/** No leader: briefly after the leader went down, permanently after the quorum was lost. */
export const isNoLeader = said(/does not have a leader|lost leader|not the leader|raft: stopped/i);
/** The engine gave up waiting for its managers: how a lost quorum looks for the first 40 s. */
export const isDeadlineExceeded = said(/deadline ?exceeded/i);
/** Unlock of an engine that is not locked (any more). */
export const isNotLocked = said(/not locked/i);
/** Removal of a node from which managers still get heartbeats. */
export const isNotDown = said(/is not down and can't be removed/i);
/** Removal of a node that is still a raft member. */
export const isStillManager = said(/must be demoted to worker before removal/i);
/** Demotion of the only manager. */
export const isLastManager = said(/demote the last manager/i);
/** Demotion that would lose the quorum. */
export const isQuorumLoss = said(/loss of quorum/i);
/** Demotion of a manager that never became one. */
export const isNotRaftMember = said(/can't find manager in raft memberlist/i);
/** The engine continues the join in the background. */
export const isJoinTimeout = said(/timeout was reached before node joined/i);
/** A join token that is wrong, outdated, or for another swarm. */
export const isBadToken = said(/valid join token|invalid join token|does not match fingerprint/i);
/** The host has several addresses and the engine cannot choose; its text lists them. */
export const isAmbiguousAddress = said(/could not choose an IP address|more than one IPv[46] address/i);

/** A transient error: try another manager, or the same one a little later. */
export function isTransient(error: unknown): boolean {
  const kinds = [isUnreachable, isNoLeader, isDeadlineExceeded, isNotManager, isClosing];
  return kinds.some((is) => is(error));
}

/** Whether an engine says of its node that the managers removed it from the swarm. */
export function isRemovedFromSwarm(swarm: SwarmInfo): boolean {
  return swarm.LocalNodeState === "error" && /removed from swarm/i.test(swarm.Error);
}
