import { get, request, type IncomingMessage } from "node:http";
import { Hub } from "../../view/hub";
import { servePage, type PageServer } from "../../view/server";
import { exercise, now, picture } from "./support/answers";

let hub: Hub;
let server: PageServer;
let page: URL;

beforeEach(async () => {
  hub = new Hub();
  server = await servePage(hub);
  page = new URL(server.url);
});
afterEach(() => server.close());

/** Asks the server, with other headers or another method if need be. */
function ask(path: string, options: { method?: string; headers?: Record<string, string> } = {}) {
  return new Promise<{ status: number; headers: IncomingMessage["headers"]; body: string }>(
    (resolve, reject) => {
      const outgoing = request(new URL(path, page), options, (incoming) => {
        let body = "";
        incoming.setEncoding("utf8").on("data", (chunk) => (body += chunk));
        incoming.on("end", () => resolve({ status: incoming.statusCode!, headers: incoming.headers, body }));
      });
      outgoing.on("error", reject).end();
    },
  );
}

test("the address is of this computer alone, with a token nobody guesses, another one each time", async () => {
  expect(page.hostname).toBe("127.0.0.1");
  expect(page.pathname).toMatch(/^\/[\w-]{32}\/$/);
  const other = await servePage(new Hub());
  expect(new URL(other.url).pathname).not.toBe(page.pathname);
  await other.close();
});

test("the page and its parts are there, with their types", async () => {
  const types = {
    "": "text/html",
    "base.css": "text/css",
    "script.js": "text/javascript",
    "icon.svg": "image/svg+xml",
  };
  for (const [path, type] of Object.entries(types)) {
    const { status, headers } = await ask(path);
    expect([path, status, headers["content-type"]]).toEqual([path, 200, expect.stringContaining(type)]);
  }
});

test("the page may load, run and be framed by nothing else, and is not kept", async () => {
  const { headers } = await ask("");
  expect(headers["content-security-policy"]).toMatch(
    /^default-src 'none'; script-src 'self'; .*frame-ancestors 'none'$/,
  );
  expect(headers).toMatchObject({
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cache-control": "no-store",
    "cross-origin-resource-policy": "same-origin",
  });
  expect(headers["access-control-allow-origin"]).toBeUndefined();
});

test.each(["/", "/index.html", "/wrong/", `/${"x".repeat(32)}/`, "/events", "/view.json"])(
  "without the token there is nothing: %s",
  async (path) => expect(await ask(path)).toMatchObject({ status: 404, body: "There is nothing here.\n" }),
);

test.each(["tsconfig.json", "..%2fserver.ts", "../server.ts", "page/base.css", "%2e%2e/main.js", "nothing"])(
  "with the token there are only the page's own files: %s",
  async (path) => expect((await ask(path)).status).toBe(404),
);

test.each(["POST", "PUT", "DELETE", "PATCH", "OPTIONS"])("%s is refused", async (method) => {
  expect((await ask("view.json", { method })).status).toBe(405);
});

test("a name that points to this computer is refused, as is another port", async () => {
  for (const host of [`evil.example:${page.port}`, "127.0.0.1", "127.0.0.1:1"])
    expect((await ask("", { headers: { host } })).status).toBe(403);
  expect((await ask("", { headers: { host: `localhost:${page.port}` } })).status).toBe(200);
});

test("a page of another origin is refused, the page itself is not", async () => {
  for (const origin of [
    "http://evil.example",
    "null",
    `https://127.0.0.1:${page.port}`,
    "http://127.0.0.1:1",
  ])
    expect((await ask("view.json", { headers: { origin } })).status).toBe(403);
  expect((await ask("view.json", { headers: { origin: page.origin } })).status).toBe(200);
});

test("the picture is there as JSON and as SVG", async () => {
  expect((await ask("view.json")).body).toBe("null");
  hub.publish(picture(exercise()));
  expect(JSON.parse((await ask("view.json")).body)).toMatchObject({
    stack: "dev",
    summary: "3 nodes, all ready",
  });
  expect((await ask("view.svg")).body).toContain("<svg");
});

test("who listens gets the picture, then each change with its news, and else only the time", async () => {
  hub.publish(picture(exercise()));
  const events = await listen(4, () => {
    hub.publish(picture({ ...exercise(), takenAt: now + 1000 }));
    hub.publish(picture({ ...exercise(), takenAt: now + 2000, services: [] }));
  });
  expect(events).toEqual([
    ["view", expect.objectContaining({ news: [], view: expect.objectContaining({ takenAt: now }) })],
    ["taken", { takenAt: now + 1000 }],
    ["view", expect.objectContaining({ news: ["Service web is gone"] })],
  ]);
});

/** The events up to some number of chunks; acts once the first has come. */
function listen(blocks: number, act: () => void): Promise<[string, unknown][]> {
  return new Promise((resolve) => {
    let text = "";
    const outgoing = get(new URL("events", page), (incoming) => {
      expect(incoming.headers["content-type"]).toContain("text/event-stream");
      incoming.setEncoding("utf8").on("data", (chunk: string) => {
        if (!text.includes("event:") && chunk.includes("event:")) setTimeout(act, 10);
        text += chunk;
        const whole = text.split("\n\n").slice(0, -1);
        if (whole.length < blocks) return;
        outgoing.destroy();
        resolve(
          whole
            .slice(1)
            .map((block) => [/event: (.*)/.exec(block)![1], JSON.parse(/data: (.*)/.exec(block)![1])]),
        );
      });
    });
  });
}
