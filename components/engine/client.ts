import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createSecureContext, type SecureContext } from "node:tls";
import { asInfo, asNode, asNodes, asSwarm } from "./answer";
import { transport, type Transport } from "./transport";
import type * as api from "./types";

/**
 * The part of the Docker Engine API that swarms need. Every call has a time limit and throws an EngineError when the
 * engine reports an error or does not answer.
 */
export interface Engine {
  /** Host and port, for messages. */
  readonly address: string;
  /** The same engine with another time limit for each call. */
  within(seconds: number): Engine;
  ping(): Promise<api.Ping>;
  info(): Promise<api.Info>;
  version(): Promise<api.Version>;
  /** Initialises a new swarm with this engine as its first manager; returns its node ID. */
  swarmInit(request: api.InitRequest): Promise<string>;
  swarmInspect(): Promise<api.Swarm>;
  swarmJoin(request: api.JoinRequest): Promise<void>;
  swarmLeave(force?: boolean): Promise<void>;
  /** Replaces all settings. @param version version of the swarm that the settings were read from */
  swarmUpdate(version: number, spec: api.SwarmSpec, rotate?: api.Rotations): Promise<void>;
  /** The key of an autolocked swarm; empty while autolock is off. */
  unlockKey(): Promise<string>;
  /** Unlocks this engine after a restart. */
  unlock(key: string): Promise<void>;
  nodes(): Promise<api.Node[]>;
  /** @param id ID of the node, never its name: names are not unique */
  node(id: string): Promise<api.Node>;
  /** Replaces the whole spec of a node. @param version version of the node that the spec was read from */
  nodeUpdate(id: string, version: number, spec: api.NodeSpec): Promise<void>;
  nodeRemove(id: string, force?: boolean): Promise<void>;
  /** The tasks assigned to one node. */
  tasks(nodeId: string): Promise<api.Task[]>;
  services(): Promise<api.Service[]>;
  /** The tasks of all services that are to run now; without those of the past. */
  currentTasks(): Promise<api.Task[]>;
  /** The tasks of some services that are to run no more, failed ones among them. @param serviceIds at least one */
  pastTasks(serviceIds: readonly string[]): Promise<api.Task[]>;
  /**
   * What happens to nodes and services from now on, as it happens; has no time limit.
   * @param signal ends it
   * @throws EngineError when the engine ends the answer, or goes away in a way that the network notices
   */
  events(signal: AbortSignal): AsyncIterable<api.EngineEvent>;
}

/** Address of an engine, and the folder with the certificates to connect to it. */
export interface Endpoint {
  readonly address: string;
  readonly port: number;
  /** Folder with ca.pem, cert.pem and key.pem. */
  readonly certPath: string;
}

/**
 * The engine at an endpoint, over mutual TLS. Sends nothing yet: the first call negotiates the API version.
 * @throws if the certificates cannot be read
 */
export function connect(endpoint: Endpoint): Engine {
  const read = (file: string) => readFileSync(join(endpoint.certPath, file));
  const [ca, cert, key] = [read("ca.pem"), read("cert.pem"), read("key.pem")];
  const identity = `${endpoint.address}:${endpoint.port} ${ca}${cert}`;
  const known = connected.get(identity);
  if (known) return known;
  const secureContext = contextOf(ca, cert, key);
  const engine = engineOver(transport({ host: endpoint.address, port: endpoint.port, secureContext }));
  connected.set(identity, engine);
  return engine;
}

/** What a connection is secured with: the same for all machines of a store. Reading keys takes longer than a call. */
function contextOf(ca: Buffer, cert: Buffer, key: Buffer): SecureContext {
  const identity = `${ca}${cert}`;
  const context = contexts.get(identity) ?? createSecureContext({ ca, cert, key });
  contexts.set(identity, context);
  return context;
}

const contexts = new Map<string, SecureContext>();

// Saves negotiating each time. The key has the certificates too: a new machine at the same address has different ones.
const connected = new Map<string, Engine>();

// Reads answer at once or not at all. The engine itself tries to join for 20 s; forcing a new cluster took 12 s.
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
    info: async () => asInfo(await get("/info"), http.address),
    version: () => get("/version"),
    swarmInit: (request) => post("/swarm/init", request, undefined, initSeconds),
    swarmInspect: async () => asSwarm(await get("/swarm"), http.address),
    swarmJoin: (request) => post("/swarm/join", request),
    swarmLeave: (force = false) => post("/swarm/leave", undefined, { force }),
    swarmUpdate: (version, spec, rotate) => post("/swarm/update", spec, { version, ...rotate }),
    unlockKey: async () => (await get<{ UnlockKey?: string }>("/swarm/unlockkey")).UnlockKey ?? "",
    unlock: (key) => post("/swarm/unlock", { UnlockKey: key }),
    nodes: async () => asNodes(await get("/nodes"), http.address),
    node: async (id) => asNode(await get(`/nodes/${encodeURIComponent(id)}`), http.address),
    nodeUpdate: (id, version, spec) => post(`/nodes/${encodeURIComponent(id)}/update`, spec, { version }),
    nodeRemove: (id, force = false) =>
      http.json({
        method: "DELETE",
        path: `/nodes/${encodeURIComponent(id)}`,
        query: { force },
        seconds: limit ?? writeSeconds,
      }),
    tasks: (nodeId) => get("/tasks", filtered({ node: [nodeId] })),
    services: () => get("/services"),
    currentTasks: () => get("/tasks", filtered({ "desired-state": ["running"] })),
    pastTasks: (service) => get("/tasks", filtered({ "desired-state": ["shutdown"], service })),
    events: (signal) => {
      const query = filtered({ type: ["node", "service"] });
      return http.lines({ method: "GET", path: "/events", query, seconds: limit ?? readSeconds }, signal);
    },
  };
}

function filtered(filters: Readonly<Record<string, readonly string[]>>): Query {
  return { filters: JSON.stringify(filters) };
}

type Query = Readonly<Record<string, string | number | boolean>>;
