import { EngineError, redact } from "./errors";
import type * as api from "./types";

// What listens on an engine's port may be another program, or a proxy's login page. Each kind of answer is checked where
// it comes in, for the fields that everything else relies on.

type Check = (value: Fields) => boolean;
type Fields = Readonly<Record<string, unknown>>;

const isInfo: Check = ({ Swarm }) => isObject(Swarm) && typeof Swarm.LocalNodeState === "string";
const isSwarm: Check = ({ ID, Version, Spec }) =>
  typeof ID === "string" && isObject(Version) && isObject(Spec);
const isNode: Check = ({ ID, Spec, Status }) => typeof ID === "string" && isObject(Spec) && isObject(Status);

/** An engine's information about itself. @throws EngineError where it is something else */
export const asInfo = (value: unknown, address: string) =>
  checked<api.Info>(value, isInfo, "GET /info", address);

/** A swarm. @throws EngineError where it is something else */
export const asSwarm = (value: unknown, address: string) =>
  checked<api.Swarm>(value, isSwarm, "GET /swarm", address);

/** A node. @throws EngineError where it is something else */
export const asNode = (value: unknown, address: string) =>
  checked<api.Node>(value, isNode, "GET /nodes", address);

/** The nodes of a swarm. @throws EngineError where it is something else */
export function asNodes(value: unknown, address: string): api.Node[] {
  if (!Array.isArray(value)) throw notAnEngine(textOf(value), "GET /nodes", address);
  return value.map((node) => asNode(node, address));
}

/** Says that something else than a Docker Engine answered, and what it said. */
export function notAnEngine(answer: string, operation: string, address: string): EngineError {
  const start = redact(answer).replace(/\s+/g, " ").trim().slice(0, shownCharacters);
  return new EngineError(
    `this is not a Docker Engine's answer: ${start === "" ? "nothing" : JSON.stringify(start)}. Does another program ` +
      `or a proxy use that address and port?`,
    { status: 200, operation, address },
  );
}

const shownCharacters = 80;

function checked<T>(value: unknown, check: Check, operation: string, address: string): T {
  if (isObject(value) && check(value)) return value as T;
  throw notAnEngine(textOf(value), operation, address);
}

function isObject(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function textOf(value: unknown): string {
  return value === undefined ? "" : JSON.stringify(value);
}
