import { Agent } from "node:https";
import type { SecureContext } from "node:tls";
import { exchange, follow, operationOf, parsed, type Call } from "./call";
import { EngineError } from "./errors";
import { notAnEngine } from "./answer";
import type { Ping } from "./types";

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

/** Address of an engine, and what the connection is secured with. */
export interface TransportArgs {
  readonly host: string;
  readonly port: number;
  /** The certificates of both sides. */
  readonly secureContext: SecureContext;
}

/** The oldest API with all of swarm mode (Docker 19.03), and the newest one this code was written for. */
const oldest = 40;
const newest = 47;

/** The transport to one engine, over mutual TLS. */
export function transport(args: TransportArgs): Transport {
  const address = `${args.host}:${args.port}`;
  const { secureContext } = args;
  const [kept, fresh] = [new Agent({ secureContext, keepAlive: true }), new Agent({ secureContext })];
  const target = { host: args.host, port: args.port, kept, fresh, address };
  const send = (call: Call) => exchange(call, target);
  let offered: string | undefined;
  const ping = async (seconds: number) => {
    const { headers, text } = await send(pingCall(seconds));
    const apiVersion = headers["api-version"];
    if (typeof apiVersion !== "string") throw notAnEngine(text, operationOf(pingCall(seconds)), address);
    offered = apiVersion;
    return { apiVersion, swarm: headers.swarm as string | undefined };
  };
  let pinging: Promise<unknown> | undefined;
  const negotiated = async (seconds: number): Promise<string> => {
    if (offered === undefined) await (pinging ??= ping(seconds).finally(() => (pinging = undefined)));
    return commonVersion(offered!, address);
  };
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

function commonVersion(offered: string, address: string): string {
  const [major, minor] = offered.split(".").map(Number);
  if (major === 1 && minor >= oldest) return `1.${Math.min(minor, newest)}`;
  throw new EngineError(
    `the engine supports API ${offered}, but 1.${oldest} is required: update Docker to 19.03 or later`,
    { status: 400, operation: "GET /_ping", address },
  );
}
