import { once } from "node:events";
import { readFileSync } from "node:fs";
import type { IncomingMessage } from "node:http";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { json } from "node:stream/consumers";
import type { Engine } from "../../components/engine/client";
import { EngineError } from "../../components/engine/errors";
import type * as api from "../../components/engine/types";

/**
 * Puts an engine in memory behind a real HTTPS socket on 127.0.0.1, with certificates on both sides as a Docker Engine
 * has them.
 * @param certificates folder with ca.pem, cert.pem and key.pem
 * @returns the server, and its port
 */
export async function serve(engine: Engine, certificates: string): Promise<{ server: Server; port: number }> {
  const read = (file: string) => readFileSync(join(certificates, file));
  const tls = { ca: read("ca.pem"), cert: read("cert.pem"), key: read("key.pem") };
  const server = createServer(
    { ...tls, requestCert: true, rejectUnauthorized: true },
    (incoming, outgoing) => {
      const end = (status: number, body: unknown) => {
        outgoing.writeHead(status, { "Api-Version": "1.45", "Content-Type": "application/json" });
        outgoing.end(body === undefined ? undefined : JSON.stringify(body));
      };
      answer(engine, incoming).then(
        (body) => end(200, body),
        (error: unknown) =>
          end((error instanceof EngineError && error.status) || 500, { message: (error as Error).message }),
      );
    },
  );
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return { server, port: (server.address() as AddressInfo).port };
}

async function answer(engine: Engine, incoming: IncomingMessage): Promise<unknown> {
  const { pathname, searchParams: query } = new URL(incoming.url ?? "", "https://engine");
  const path = pathname.replace(/^\/v[\d.]+(?=\/)/, "");
  const isForced = query.get("force") === "true";
  const [, id, verb] = /^\/nodes\/([^/]+)(\/update)?$/.exec(path) ?? [];
  if (id && verb) return engine.nodeUpdate(id, Number(query.get("version")), await body(incoming));
  if (id) return incoming.method === "DELETE" ? engine.nodeRemove(id, isForced) : engine.node(id);
  const answers: Readonly<Record<string, () => Promise<unknown>>> = {
    "/_ping": () => engine.ping(),
    "/info": () => engine.info(),
    "/version": () => engine.version(),
    "/swarm": () => engine.swarmInspect(),
    "/swarm/init": async () => engine.swarmInit(await body<api.InitRequest>(incoming)),
    "/swarm/join": async () => engine.swarmJoin(await body<api.JoinRequest>(incoming)),
    "/swarm/leave": () => engine.swarmLeave(isForced),
    "/swarm/update": async () => engine.swarmUpdate(Number(query.get("version")), await body(incoming)),
    "/swarm/unlockkey": async () => ({ UnlockKey: await engine.unlockKey() }),
    "/nodes": () => engine.nodes(),
    "/tasks": () => engine.currentTasks(),
    "/services": () => engine.services(),
  };
  const known = answers[path];
  if (!known) throw new Error(`the simulated engine has no ${path}`);
  return known();
}

function body<T>(incoming: IncomingMessage): Promise<T> {
  return json(incoming) as Promise<T>;
}
