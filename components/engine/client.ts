import { readFileSync } from "node:fs";
import { join } from "node:path";
import { transport, type Transport } from "./transport";
import type * as api from "./types";

/**
 * A Docker Engine, as far as swarms go. Every call has a time limit and throws an EngineError when the engine refuses
 * or does not answer.
 */
export interface Engine {
  /** Host and port, for messages. */
  readonly address: string;
  /** The same engine with another time limit for each call. */
  within(seconds: number): Engine;
  ping(): Promise<api.Ping>;
  info(): Promise<api.Info>;
  version(): Promise<api.Version>;
  /** Makes this engine the first manager of a new swarm; returns its node ID. */
  swarmInit(request: api.InitRequest): Promise<string>;
  swarmInspect(): Promise<api.Swarm>;
  swarmJoin(request: api.JoinRequest): Promise<void>;
  swarmLeave(force?: boolean): Promise<void>;
  /** Replaces all settings; the version is that of the swarm they were read with. */
  swarmUpdate(version: number, spec: api.SwarmSpec, rotate?: api.Rotations): Promise<void>;
  /** The key of an autolocked swarm; empty while autolock is off. */
  unlockKey(): Promise<string>;
  /** Unlocks this engine after a restart. */
  unlock(key: string): Promise<void>;
  nodes(): Promise<api.Node[]>;
  /** @param id ID of the node, never its name: names are not unique */
  node(id: string): Promise<api.Node>;
  /** Replaces all that is wanted of a node; the version is that of the node it was read with. */
  nodeUpdate(id: string, version: number, spec: api.NodeSpec): Promise<void>;
  nodeRemove(id: string, force?: boolean): Promise<void>;
  /** The tasks assigned to one node. */
  tasks(nodeId: string): Promise<api.Task[]>;
  services(): Promise<api.Service[]>;
}

/** Where an engine is, and the folder with the certificates to reach it. */
export interface Endpoint {
  readonly address: string;
  readonly port: number;
  /** Folder with ca.pem, cert.pem and key.pem. */
  readonly certPath: string;
}

/**
 * The engine at an endpoint, over TLS with certificates on both sides. Nothing is sent yet; the API version is
 * negotiated with the first call.
 * @throws when the certificates cannot be read
 */
export function connect(endpoint: Endpoint): Engine {
  const read = (file: string) => readFileSync(join(endpoint.certPath, file));
  const [ca, cert, key] = [read("ca.pem"), read("cert.pem"), read("key.pem")];
  const identity = `${endpoint.address}:${endpoint.port} ${ca}${cert}`;
  const known = connected.get(identity);
  if (known) return known;
  const engine = engineOver(transport({ host: endpoint.address, port: endpoint.port, ca, cert, key }));
  connected.set(identity, engine);
  return engine;
}

// By address and certificates: a machine made anew at the same address has others. Saves negotiating each time.
const connected = new Map<string, Engine>();

// Reads answer at once or not at all; a join tries for 20 s by itself, and a forced new cluster took 12 s.
const readSeconds = 10;
const writeSeconds = 30;
const initSeconds = 60;

function engineOver(http: Transport, limit?: number): Engine {
  const get = <T>(path: string, query?: Query) =>
    http.json<T>({ method: "GET", path, query, seconds: limit ?? readSeconds });
  const post = <T>(path: string, body?: object, query?: Query, seconds = writeSeconds) =>
    http.json<T>({ method: "POST", path, query, body, seconds: limit ?? seconds });
  return {
    address: http.address,
    within: (seconds) => engineOver(http, seconds),
    ping: () => http.ping(limit ?? readSeconds),
    info: () => get("/info"),
    version: () => get("/version"),
    swarmInit: (request) => post("/swarm/init", request, undefined, initSeconds),
    swarmInspect: () => get("/swarm"),
    swarmJoin: (request) => post("/swarm/join", request),
    swarmLeave: (force = false) => post("/swarm/leave", undefined, { force }),
    swarmUpdate: (version, spec, rotate) => post("/swarm/update", spec, { version, ...rotate }),
    unlockKey: async () => (await get<{ UnlockKey?: string }>("/swarm/unlockkey")).UnlockKey ?? "",
    unlock: (key) => post("/swarm/unlock", { UnlockKey: key }),
    nodes: () => get("/nodes"),
    node: (id) => get(`/nodes/${encodeURIComponent(id)}`),
    nodeUpdate: (id, version, spec) => post(`/nodes/${encodeURIComponent(id)}/update`, spec, { version }),
    nodeRemove: (id, force = false) =>
      http.json({
        method: "DELETE",
        path: `/nodes/${encodeURIComponent(id)}`,
        query: { force },
        seconds: limit ?? writeSeconds,
      }),
    tasks: (nodeId) => get("/tasks", { filters: JSON.stringify({ node: [nodeId] }) }),
    services: () => get("/services"),
  };
}

type Query = Readonly<Record<string, string | number | boolean>>;
