import { once } from "node:events";
import type { ClientRequest, IncomingHttpHeaders, IncomingMessage } from "node:http";
import { Agent, request } from "node:https";
import { text } from "node:stream/consumers";
import { EngineError } from "./errors";
import { notAnEngine } from "./answer";
import type { Ping } from "./types";

// node:https and not docker-modem, which loads an SSH client, formats each request for its debug log even if that is off,
// reads DOCKER_* from the environment, and cannot limit the time of a whole call.

/** One call to the engine. */
export interface Call {
  readonly method: "GET" | "POST" | "DELETE";
  /** Path without the API version. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number | boolean>>;
  readonly body?: object;
  /** Time limit of the whole call. */
  readonly seconds: number;
}

/** HTTP connection to one engine. */
export interface Transport {
  /** "host:port". */
  readonly address: string;
  /** Sends a call with the negotiated API version and returns the parsed answer. */
  json<T>(call: Call): Promise<T>;
  /** The same for an answer of one JSON text a line that does not end by itself; the time limit is for its head. */
  lines<T>(call: Call, signal: AbortSignal): AsyncIterable<T>;
  ping(seconds: number): Promise<Ping>;
}

/** Address and certificates of an engine. */
export interface TransportArgs {
  readonly host: string;
  readonly port: number;
  readonly ca: Buffer;
  readonly cert: Buffer;
  readonly key: Buffer;
}

/** The oldest API with all of swarm mode (Docker 19.03), and the newest one this code was written for. */
const oldest = 40;
const newest = 47;

/** The transport to one engine, over mutual TLS. */
export function transport(args: TransportArgs): Transport {
  const address = `${args.host}:${args.port}`;
  const agent = new Agent({ ca: args.ca, cert: args.cert, key: args.key, keepAlive: false });
  const target = { host: args.host, port: args.port, agent, address };
  const send = (call: Call) => exchange(call, target);
  const ping = async (seconds: number) => {
    const { headers, text } = await send(pingCall(seconds));
    const apiVersion = headers["api-version"];
    if (typeof apiVersion !== "string") throw notAnEngine(text, operationOf(pingCall(seconds)), address);
    return { apiVersion, swarm: headers.swarm as string | undefined };
  };
  let version: Promise<string> | undefined;
  const negotiated = (seconds: number) =>
    (version ??= ping(seconds)
      .then((answer) => commonVersion(answer.apiVersion, address))
      .catch((error: unknown) => {
        version = undefined;
        throw error;
      }));
  return {
    address,
    ping,
    json: async <T>(call: Call) => {
      const prefix = `/v${await negotiated(call.seconds)}`;
      const answer = await send({ ...call, path: prefix + call.path });
      return parsed<T>(answer.text, operationOf(call), address);
    },
    lines: async function* <T>(call: Call, signal: AbortSignal) {
      const prefix = `/v${await negotiated(call.seconds)}`;
      yield* follow<T>({ ...call, path: prefix + call.path }, target, signal);
    },
  };
}

function pingCall(seconds: number): Call {
  return { method: "GET", path: "/_ping", seconds };
}

/** @throws EngineError where the text is no JSON */
function parsed<T>(text: string, operation: string, address: string): T {
  if (text === "") return undefined as T;
  try {
    return JSON.parse(text) as T;
  } catch {
    throw notAnEngine(text, operation, address);
  }
}

function commonVersion(offered: string, address: string): string {
  const [major, minor] = offered.split(".").map(Number);
  if (major === 1 && minor >= oldest) return `1.${Math.min(minor, newest)}`;
  throw new EngineError(
    `the engine supports API ${offered}, but 1.${oldest} is required: update Docker to 19.03 or later`,
    { status: 400, operation: "GET /_ping", address },
  );
}

interface Target {
  readonly host: string;
  readonly port: number;
  readonly agent: Agent;
  readonly address: string;
}

interface Answer {
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

async function exchange(call: Call, target: Target): Promise<Answer> {
  const outgoing = open(call, target);
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

async function* follow<T>(call: Call, target: Target, signal: AbortSignal): AsyncGenerator<T> {
  const outgoing = open(call, target);
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
  outgoing.once("socket", (socket) => socket.once("connect", () => (accepted = true)));
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

function open(call: Call, target: Target): ClientRequest {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(call.query ?? {})) query.set(name, String(value));
  return request({
    host: target.host,
    port: target.port,
    agent: target.agent,
    method: call.method,
    path: query.size > 0 ? `${call.path}?${query}` : call.path,
    headers: call.body ? { "Content-Type": "application/json" } : {},
  });
}

/** "POST /swarm/join": no version, no query, no body. */
function operationOf(call: Call): string {
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
