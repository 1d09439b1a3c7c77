import { randomBytes, timingSafeEqual } from "node:crypto";
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join } from "node:path";
import type { Hub } from "./hub";
import { svgOf } from "./svg";

/** A page that shows the pictures of a hub. */
export interface PageServer {
  /** Address of the page, with its token. */
  readonly url: string;
  /** Ends all connections. */
  close(): Promise<void>;
}

/**
 * Serves the page on 127.0.0.1 only. Whoever is to see it must know the token in its path; there is nothing but GET, and
 * nothing that changes anything.
 * @param port @default a free one
 */
export async function servePage(hub: Hub, port = 0): Promise<PageServer> {
  const token = randomBytes(24).toString("base64url");
  const server = createServer((request, response) => answer(server, hub, token, request, response));
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${portOf(server)}/${token}/`,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

const folder = join(__dirname, "page");
const types: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".svg": "image/svg+xml",
};
/** What the page is made of, by name; nothing else of the disk is ever read. */
const files = new Set(readdirSync(folder).filter((file) => extname(file) in types));

function answer(server: Server, hub: Hub, token: string, request: IncomingMessage, response: ServerResponse) {
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  const refuse = (status: number, reason: string) => response.writeHead(status).end(`${reason}\n`);
  if (!isOwnHost(request, portOf(server))) return refuse(403, "This page is for this computer alone.");
  if (request.method !== "GET") return refuse(405, "Only GET: nothing can be changed here.");
  const [, given = "", ...rest] = new URL(request.url ?? "/", "http://127.0.0.1").pathname.split("/");
  if (!isToken(given, token) || rest.length !== 1) return refuse(404, "There is nothing here.");
  const file = rest[0] || "index.html";
  if (file === "events") return stream(hub, request, response);
  if (file === "view.json") return send(response, "application/json", JSON.stringify(hub.view ?? null));
  if (file === "view.svg" && hub.view) return send(response, "image/svg+xml", svgOf(hub.view));
  if (!files.has(file)) return refuse(404, "There is nothing here.");
  return send(response, types[extname(file)], readFileSync(join(folder, file)));
}

// The page loads nothing from elsewhere, runs no script but its own, and stands in no frame of another page.
const headers = {
  "Content-Security-Policy":
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; " +
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  "X-Content-Type-Options": "nosniff",
  "X-Frame-Options": "DENY",
  "Referrer-Policy": "no-referrer",
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Resource-Policy": "same-origin",
  "Cache-Control": "no-store",
};

/**
 * Whether a request was meant for this server: a page of another site that had its name point to 127.0.0.1 (DNS
 * rebinding) sends that name as Host, and one that asks from its own origin sends that as Origin.
 */
function isOwnHost({ headers }: IncomingMessage, port: number): boolean {
  const hosts = [`127.0.0.1:${port}`, `localhost:${port}`];
  if (!hosts.includes(headers.host ?? "")) return false;
  return headers.origin === undefined || hosts.some((host) => headers.origin === `http://${host}`);
}

function isToken(given: string, token: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(token)];
  return a.length === b.length && timingSafeEqual(a, b);
}

function send(response: ServerResponse, type: string, body: string | Buffer): void {
  response.writeHead(200, { "Content-Type": type }).end(body);
}

/** Server-sent events: each message of the hub as one event of its kind. */
function stream(hub: Hub, request: IncomingMessage, response: ServerResponse): void {
  response.writeHead(200, { "Content-Type": "text/event-stream; charset=utf-8" });
  response.write("retry: 1000\n\n");
  const stop = hub.listen(({ kind, ...data }) => {
    response.write(`event: ${kind}\ndata: ${JSON.stringify(data)}\n\n`);
  });
  request.on("close", stop);
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}
