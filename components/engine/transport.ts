import { once } from "node:events";
import type { ClientRequest, IncomingHttpHeaders, IncomingMessage } from "node:http";
import { Agent, request } from "node:https";
import { text } from "node:stream/consumers";
import { EngineError } from "./errors";
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
  const send = (call: Call) => exchange(call, { host: args.host, port: args.port, agent, address });
  const ping = async (seconds: number) => {
    const { headers } = await send({ method: "GET", path: "/_ping", seconds });
    return { apiVersion: String(headers["api-version"] ?? ""), swarm: headers.swarm as string | undefined };
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
      return (answer.text === "" ? undefined : JSON.parse(answer.text)) as T;
    },
  };
}

function commonVersion(offered: string, address: string): string {
  const [major, minor] = offered.split(".").map(Number);
  if (major === 1 && minor >= oldest) return `1.${Math.min(minor, newest)}`;
  throw new EngineError(
    `the engine supports API ${offered || "of unknown version"}, but 1.${oldest} is required: update Docker to 19.03 or later`,
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
  const late = () => outgoing.destroy(new Error(`no answer within ${call.seconds} s`));
  const limit = setTimeout(late, call.seconds * 1000);
  // Awaited below as a rejection. Without a listener, an error after the response's head would end the process.
  outgoing.on("error", () => undefined);
  const failure = (reason: string, status: number, cause?: unknown) =>
    new EngineError(reason, { status, operation: operationOf(call), address: target.address, cause });
  try {
    outgoing.end(call.body && JSON.stringify(call.body));
    const [incoming] = (await once(outgoing, "response")) as [IncomingMessage];
    const answer = await text(incoming);
    const status = incoming.statusCode ?? 0;
    if (status < 200 || status > 299) throw failure(messageOf(answer), status);
    return { headers: incoming.headers, text: answer };
  } catch (error) {
    if (error instanceof EngineError) throw error;
    throw failure(error instanceof Error ? error.message : String(error), 0, error);
  } finally {
    clearTimeout(limit);
  }
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
