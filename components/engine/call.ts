import { once } from "node:events";
import type { ClientRequest, IncomingHttpHeaders, IncomingMessage } from "node:http";
import { request, type Agent } from "node:https";
import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { notAnEngine } from "./answer";
import { EngineError } from "./errors";

// node:https and not docker-modem, which loads an SSH client, formats each request for its debug log even if that is off,
// reads DOCKER_* from the environment, and cannot limit the time of a whole call.

/** One call to the engine. */
export interface Call {
  readonly method: "GET" | "POST" | "DELETE";
  /** Path without the API version. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number | boolean>>;
  readonly body?: object;
  /** Time limit of the whole call; where a kept connection turns out closed, that of the call on a new one. */
  readonly seconds: number;
}

/** An engine that calls are sent to. */
export interface Target {
  readonly host: string;
  readonly port: number;
  /** Its connections serve one call after the other, which saves most of the time of a short one. */
  readonly kept: Agent;
  /** Each of its connections serves one call. */
  readonly fresh: Agent;
  readonly address: string;
}

/** What it answered. */
export interface Answer {
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/**
 * What only reads goes over a kept connection, and again over a new one where that is closed: the engine was restarted since.
 * What changes something is sent once.
 */
export async function exchange(call: Call, target: Target): Promise<Answer> {
  if (call.method !== "GET") return attempt(call, target, open(call, target, target.fresh));
  const outgoing = open(call, target, target.kept);
  try {
    return await attempt(call, target, outgoing);
  } catch (error) {
    if (!outgoing.reusedSocket || !(error instanceof EngineError) || error.status > 0) throw error;
    if (!error.late) return attempt(call, target, open(call, target, target.fresh));
    // A host that was cut off since tells nobody.
    throw (await accepts(target)) ? error : unanswered(new LateAnswer(call.seconds, false), call, target);
  }
}

const acceptMs = 1000;

/** Whether a new connection is accepted, without a word on it. */
async function accepts({ host, port }: Target): Promise<boolean> {
  const socket = connect({ host, port, timeout: acceptMs });
  try {
    return await new Promise((resolve) => {
      socket.once("connect", () => resolve(true));
      for (const end of ["error", "timeout"]) socket.once(end, () => resolve(false));
    });
  } finally {
    socket.destroy();
  }
}

async function attempt(call: Call, target: Target, outgoing: ClientRequest): Promise<Answer> {
  const limit = limited(outgoing, call.seconds);
  try {
    const incoming = await accepted(outgoing, call, target);
    return { headers: incoming.headers, text: await text(incoming) };
  } catch (error) {
    throw unanswered(error, call, target);
  } finally {
    clearTimeout(limit);
  }
}

/** An answer of one JSON text a line, as it comes. The time limit is for its head. */
export async function* follow<T>(call: Call, target: Target, signal: AbortSignal): AsyncGenerator<T> {
  const outgoing = open(call, target, target.fresh);
  const limit = limited(outgoing, call.seconds);
  const end = () => outgoing.destroy();
  signal.addEventListener("abort", end);
  if (signal.aborted) end();
  try {
    const incoming = await accepted(outgoing, call, target);
    clearTimeout(limit);
    let rest = "";
    for await (const chunk of incoming.setEncoding("utf8") as AsyncIterable<string>) {
      const lines = (rest + chunk).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) {
        if (line.trim() !== "") yield parsed<T>(line, operationOf(call), target.address);
      }
    }
    throw new Error("the engine ended its answer");
  } catch (error) {
    throw unanswered(error, call, target);
  } finally {
    clearTimeout(limit);
    signal.removeEventListener("abort", end);
    outgoing.destroy();
  }
}

/** The time limit of a call passed. */
class LateAnswer extends Error {
  constructor(
    seconds: number,
    /** Whether the other side accepted the connection. */
    readonly accepted: boolean,
  ) {
    super(`no answer within ${seconds} s`);
  }
}

function limited(outgoing: ClientRequest, seconds: number): NodeJS.Timeout {
  let accepted = false;
  outgoing.once("socket", (socket) => {
    if (socket.connecting) socket.once("connect", () => (accepted = true));
    else accepted = true;
  });
  return setTimeout(() => outgoing.destroy(new LateAnswer(seconds, accepted)), seconds * 1000);
}

/** Sends a call. @throws EngineError where the engine reports an error */
async function accepted(outgoing: ClientRequest, call: Call, { address }: Target): Promise<IncomingMessage> {
  // Awaited below as a rejection. Without a listener, an error after the response's head would end the process.
  outgoing.on("error", () => undefined);
  outgoing.end(call.body && JSON.stringify(call.body));
  const [incoming] = (await once(outgoing, "response")) as [IncomingMessage];
  const status = incoming.statusCode ?? 0;
  if (status >= 200 && status <= 299) return incoming;
  throw new EngineError(messageOf(await text(incoming)), { status, operation: operationOf(call), address });
}

function unanswered(error: unknown, call: Call, { address }: Target): EngineError {
  if (error instanceof EngineError) return error;
  const reason = error instanceof Error ? error.message : String(error);
  const late = error instanceof LateAnswer && error.accepted;
  return new EngineError(reason, { status: 0, operation: operationOf(call), address, cause: error, late });
}

function open(call: Call, target: Target, agent: Agent): ClientRequest {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(call.query ?? {})) query.set(name, String(value));
  return request({
    host: target.host,
    port: target.port,
    agent,
    method: call.method,
    path: query.size > 0 ? `${call.path}?${query}` : call.path,
    headers: call.body ? { "Content-Type": "application/json" } : {},
  });
}

/** "POST /swarm/join": no version, no query, no body. */
export function operationOf(call: Call): string {
  return `${call.method} ${call.path.replace(/^\/v[\d.]+(?=\/)/, "")}`;
}

/** The engine's message: `{"message": "..."}`, or plain text from old engines and proxies. */
function messageOf(text: string): string {
  try {
    return String((JSON.parse(text) as { message?: unknown }).message ?? text);
  } catch {
    return text.trim() || "no message";
  }
}

/** @throws EngineError where the text is no JSON */
export function parsed<T>(text: string, operation: string, address: string): T {
  if (text === "") return undefined as T;
  try {
    return JSON.parse(text) as T;
  } catch {
    throw notAnEngine(text, operation, address);
  }
}
