import { createHash } from "node:crypto";
import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** What a stand-in answers: content, what a broken server does, or where the content has moved to. */
export type Answer = Buffer | "not found" | "truncated" | "unreachable" | { movedTo: string };

/** A server that stands in for all servers of the world: whatever is fetched comes from it. */
export class ReleaseServer {
  /** Answers by the URL that is asked for; any other URL is not found. */
  readonly answers = new Map<string, Answer>();
  /** The URLs asked for so far, redirects included. */
  readonly asked: string[] = [];
  private readonly fetch = global.fetch;
  private readonly server: Server = createServer((request, response) => {
    this.answer(decodeURIComponent(request.url!.slice(1)), response);
  });

  async open(): Promise<void> {
    await new Promise<void>((listening) => this.server.listen(0, "127.0.0.1", listening));
    const base = `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
    global.fetch = (url, init) => {
      const unreachable = this.answers.get(String(url)) === "unreachable";
      if (unreachable) this.asked.push(String(url));
      // Nothing listens on port 1.
      return this.fetch(
        unreachable ? "http://127.0.0.1:1" : `${base}/${encodeURIComponent(String(url))}`,
        init,
      );
    };
  }

  close(): void {
    global.fetch = this.fetch;
    this.server.closeAllConnections();
    this.server.close();
  }

  /** Forgets all answers and questions. */
  reset(): void {
    this.answers.clear();
    this.asked.length = 0;
  }

  private answer(url: string, response: ServerResponse): void {
    this.asked.push(url);
    const answer = this.answers.get(url) ?? "not found";
    if (Buffer.isBuffer(answer)) response.end(answer);
    else if (answer === "truncated") breakOff(response);
    else if (typeof answer === "object")
      response.writeHead(302, { location: `/${encodeURIComponent(answer.movedTo)}` }).end();
    else response.writeHead(404).end();
  }
}

function breakOff(response: ServerResponse): void {
  response.writeHead(200, { "content-length": 1000 }).write("half of it");
  setTimeout(() => response.destroy(), 50);
}

export function sha256(content: Buffer): string {
  return createHash("sha256").update(content).digest("hex");
}
