import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect, type Engine } from "../../../components/engine/client";
import { isLate, type EngineError } from "../../../components/engine/errors";

// A stand-in of the engine behind real mutual TLS, with certificates like those docker-machine creates.
const folder = mkdtempSync(join(tmpdir(), "engine-"));
let server: Server;
let respond: (request: IncomingMessage, response: ServerResponse) => void;
let seen: { method: string; url: string; body: string }[];

beforeAll(async () => {
  makeCertificates();
  server = await start();
});
afterAll(async () => {
  await stop(server);
  rmSync(folder, { recursive: true });
});

async function start(): Promise<Server> {
  const read = (file: string) => readFileSync(join(folder, file));
  const started = createServer(
    { ca: read("ca.pem"), cert: read("server.pem"), key: read("server-key.pem"), requestCert: true },
    (request, response) => void answer(request, response),
  );
  await new Promise<void>((done) => started.listen(0, "127.0.0.1", done));
  return started;
}

function stop(started: Server): Promise<unknown> {
  started.closeAllConnections();
  return new Promise((done) => started.close(done));
}

beforeEach(() => {
  seen = [];
  respond = (_request, response) => response.end(anInfo);
});

const anInfo = JSON.stringify({ Swarm: { LocalNodeState: "inactive" } });

const port = () => (server.address() as AddressInfo).port;
const engine = (): Engine => connect({ address: "127.0.0.1", port: port(), certPath: folder });
let offered: string | undefined = "1.45";
let ping = "OK";

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  if (request.url === "/_ping") {
    if (offered) response.setHeader("Api-Version", offered).setHeader("Swarm", "active/manager");
    return void response.end(ping);
  }
  seen.push({ method: request.method!, url: request.url!, body: Buffer.concat(chunks).toString() });
  respond(request, response);
}

test("the ping tells the API version and the state of the swarm", async () => {
  await expect(engine().ping()).resolves.toEqual({ apiVersion: "1.45", swarm: "active/manager" });
});

test("calls use the negotiated version, the path, the query and the body of the API", async () => {
  const docker = engine();
  respond = (_request, response) => response.end('"abc"');
  await expect(docker.swarmInit({ ListenAddr: "0.0.0.0:2377", AdvertiseAddr: "10.0.0.1" })).resolves.toBe(
    "abc",
  );
  respond = (_request, response) => response.end();
  await docker.nodeUpdate("abc", 7, { Labels: {}, Role: "worker", Availability: "drain" });
  await docker.swarmLeave(true);
  await docker.nodeRemove("abc", true);
  await docker.unlock("key");
  respond = (_request, response) => response.end("[]");
  await docker.tasks("abc");
  await docker.currentTasks();
  await docker.pastTasks(["web"]);
  expect(seen).toEqual([
    {
      method: "POST",
      url: "/v1.45/swarm/init",
      body: '{"ListenAddr":"0.0.0.0:2377","AdvertiseAddr":"10.0.0.1"}',
    },
    {
      method: "POST",
      url: "/v1.45/nodes/abc/update?version=7",
      body: '{"Labels":{},"Role":"worker","Availability":"drain"}',
    },
    { method: "POST", url: "/v1.45/swarm/leave?force=true", body: "" },
    { method: "DELETE", url: "/v1.45/nodes/abc?force=true", body: "" },
    { method: "POST", url: "/v1.45/swarm/unlock", body: '{"UnlockKey":"key"}' },
    { method: "GET", url: "/v1.45/tasks?filters=%7B%22node%22%3A%5B%22abc%22%5D%7D", body: "" },
    { method: "GET", url: tasksUrl({ "desired-state": ["running"] }), body: "" },
    { method: "GET", url: tasksUrl({ "desired-state": ["shutdown"], service: ["web"] }), body: "" },
  ]);
});

const tasksUrl = (filters: object) =>
  `/v1.45/tasks?${new URLSearchParams({ filters: JSON.stringify(filters) })}`;

describe("connections", () => {
  let opened = 0;
  let others: Server;
  beforeEach(async () => {
    // One without any yet.
    others = server;
    server = await start();
    opened = 0;
    server.on("secureConnection", () => void opened++);
  });
  afterEach(async () => {
    await stop(server);
    server = others;
  });

  test("what reads uses one, one call after the other", async () => {
    for (let time = 0; time < 3; time++) await engine().ping();
    await engine().info();
    expect(opened).toBe(1);
  });

  test("what changes something has one of its own, and is sent once, whatever happens to it", async () => {
    await engine().ping();
    respond = (request) => request.socket.destroy();
    await expect(engine().swarmLeave()).rejects.toMatchObject({ status: 0 });
    expect([opened, seen.length]).toEqual([2, 1]);
  });

  test("a read goes over a new one where the engine was restarted since", async () => {
    await engine().info();
    respond = (request, response) => (opened === 1 ? request.socket.destroy() : response.end(anInfo));
    await expect(engine().info()).resolves.toMatchObject({ Swarm: { LocalNodeState: "inactive" } });
    expect(opened).toBe(2);
  });

  test("a read that is not answered in time is not asked again, and late where the engine accepts others", async () => {
    await engine().info();
    respond = () => undefined;
    const error = await engine()
      .within(0.2)
      .info()
      .catch((reason: EngineError) => reason);
    expect([isLate(error), seen.length]).toEqual([true, 2]);
  });

  test("a read that is not answered by a host which was cut off since is not late", async () => {
    await engine().info();
    respond = () => undefined;
    const answer = engine().within(0.2).info();
    const closed = new Promise((done) => server.close(done));
    expect(isLate(await answer.catch((reason: EngineError) => reason))).toBe(false);
    server.closeAllConnections();
    await closed;
    server = await start();
  });

  test("a refusal is an answer, and not asked for again", async () => {
    await engine().info();
    respond = (_request, response) => response.writeHead(503).end("{}");
    await expect(engine().info()).rejects.toMatchObject({ status: 503 });
    expect([opened, seen.length]).toEqual([1, 2]);
  });
});

test("a refusal carries the status and the engine's own words, without secrets", async () => {
  respond = (_request, response) =>
    response.writeHead(503).end('{"message":"This node is already part of a swarm: SWMTKN-1-abc-def"}');
  const error = await engine()
    .swarmJoin({ ListenAddr: "a", AdvertiseAddr: "b", RemoteAddrs: ["c"], JoinToken: "SWMTKN-1-abc-def" })
    .catch((reason: EngineError) => reason);
  expect(error).toMatchObject({
    status: 503,
    operation: "POST /swarm/join",
    message: `POST /swarm/join at 127.0.0.1:${port()} (HTTP 503): This node is already part of a swarm: SWMTKN-***`,
  });
});

test("a call that is not answered ends at its time limit", async () => {
  await engine().info();
  respond = () => undefined;
  const start = Date.now();
  await expect(engine().within(0.2).info()).rejects.toMatchObject({
    status: 0,
    reason: "no answer within 0.2 s",
  });
  expect(Date.now() - start).toBeLessThan(2000);
});

test("[slow-engine] an engine that accepts the connection and is late is told from one that is off", async () => {
  await engine().info();
  respond = () => undefined;
  await expect(engine().within(0.2).info()).rejects.toMatchObject({ status: 0, late: true });
  const nowhere = connect({ address: "127.0.0.1", port: 1, certPath: folder });
  await expect(nowhere.info()).rejects.toMatchObject({ status: 0, late: false });
});

test.each([
  ["a page", "<html>\n<body>Log in</body></html>", '"<html> <body>Log in</body></html>"'],
  ["another API's object", '{"a":1}', '"{\\"a\\":1}"'],
  ["a list", "[1,2]", '"[1,2]"'],
  ["nothing", "", "nothing"],
  ["a secret", "SWMKEY-1-abc is the key", '"SWMKEY-*** is the key"'],
])("[garbage] %s is named as what is not a Docker Engine's answer", async (_what, text, shown) => {
  respond = (_request, response) => response.end(text);
  const docker = engine();
  for (const ask of [docker.info, docker.swarmInspect, () => docker.node("x")]) {
    await expect(ask()).rejects.toMatchObject({
      status: 200,
      reason: expect.stringContaining(`not a Docker Engine's answer: ${shown}. Does another program`),
    });
  }
});

test("[garbage] what is no list of nodes is none, and a long answer is cut off after 80 characters", async () => {
  respond = (_request, response) => response.end(`<${"x".repeat(500)}`);
  await expect(engine().nodes()).rejects.toMatchObject({
    reason: expect.stringContaining(`answer: "<${"x".repeat(79)}". Does`),
  });
  respond = (_request, response) => response.end('[{"ID":"a"}]');
  await expect(engine().nodes()).rejects.toThrow(/not a Docker Engine's answer/);
});

test("[garbage] a page that answers everything is no engine of an unknown version", async () => {
  writeFileSync(join(folder, "cert.pem"), readFileSync(join(folder, "cert.pem"), "utf8") + "\n");
  [offered, ping] = [undefined, "<html>Log in</html>"];
  await expect(engine().info()).rejects.toMatchObject({
    reason: expect.stringContaining('not a Docker Engine\'s answer: "<html>Log in</html>"'),
  });
  [offered, ping] = ["1.45", "OK"];
});

test("an answer that breaks off is no answer", async () => {
  respond = (_request, response) => {
    response.writeHead(200, { "Content-Length": 1000 }).write("{");
    setTimeout(() => response.destroy(), 20);
  };
  await expect(engine().info()).rejects.toMatchObject({ status: 0 });
});

test("events come as they happen, whatever pieces they come in, until the reader has had enough", async () => {
  respond = (_request, response) => {
    response.writeHead(200).write('{"Type":"node","Action":"up');
    setTimeout(() => response.write('date"}\n\n{"Type":"service","Action":"create"}\n'), 20);
  };
  const stop = new AbortController();
  const events: object[] = [];
  const reading = (async () => {
    for await (const event of engine().events(stop.signal)) {
      if (events.push(event) === 2) stop.abort();
    }
  })();
  await expect(reading).rejects.toMatchObject({ status: 0, operation: "GET /events" });
  expect(events).toEqual([
    { Type: "node", Action: "update" },
    { Type: "service", Action: "create" },
  ]);
  expect(seen[0].url).toBe("/v1.45/events?filters=%7B%22type%22%3A%5B%22node%22%2C%22service%22%5D%7D");
});

test("events of an engine that stops end with an error, and so do those that are refused", async () => {
  const read = async () => {
    for await (const event of engine().events(new AbortController().signal)) void event;
  };
  respond = (_request, response) => response.end("");
  await expect(read()).rejects.toMatchObject({ status: 0, reason: "the engine ended its answer" });
  respond = (_request, response) => response.writeHead(503).end('{"message":"not a swarm manager"}');
  await expect(read()).rejects.toMatchObject({ status: 503, reason: "not a swarm manager" });
});

test("an engine that is not there is unreachable, with the reason", async () => {
  const nowhere = connect({ address: "127.0.0.1", port: 1, certPath: folder });
  await expect(nowhere.info()).rejects.toMatchObject({
    status: 0,
    reason: expect.stringMatching(/ECONNREFUSED/),
  });
});

test("an engine with another certificate is refused", async () => {
  const { certificate, key } = selfSigned("stranger");
  const stranger = createServer({ cert: certificate, key }, (_request, response) => response.end("{}"));
  await new Promise<void>((done) => stranger.listen(0, "127.0.0.1", done));
  const address = { address: "127.0.0.1", port: (stranger.address() as AddressInfo).port, certPath: folder };
  await expect(connect(address).info()).rejects.toMatchObject({
    status: 0,
    reason: expect.stringMatching(/self-signed/),
  });
  await new Promise((done) => stranger.close(done));
});

test("an engine older than API 1.40 is refused with what to do", async () => {
  offered = "1.39";
  writeFileSync(join(folder, "cert.pem"), readFileSync(join(folder, "cert.pem"), "utf8") + "\n");
  await expect(engine().info()).rejects.toThrow(/supports API 1.39, but 1.40 is required: update Docker/);
});

function openssl(...args: string[]): void {
  execFileSync("openssl", args, { cwd: folder, stdio: "pipe" });
}

function makeCertificates(): void {
  const ec = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
  openssl("req", "-x509", ...ec, "-keyout", "ca-key.pem", "-out", "ca.pem", "-subj", "/CN=ca", "-days", "2");
  for (const name of ["server", "client"]) {
    openssl("req", ...ec, "-keyout", `${name}-key.pem`, "-out", `${name}.csr`, "-subj", `/CN=${name}`);
    writeFileSync(
      join(folder, "ext"),
      "subjectAltName=IP:127.0.0.1\nextendedKeyUsage=serverAuth,clientAuth\n",
    );
    const sign = [
      "-CA",
      "ca.pem",
      "-CAkey",
      "ca-key.pem",
      "-CAcreateserial",
      "-days",
      "2",
      "-extfile",
      "ext",
    ];
    openssl("x509", "-req", "-in", `${name}.csr`, "-out", `${name}.pem`, ...sign);
  }
  writeFileSync(join(folder, "cert.pem"), readFileSync(join(folder, "client.pem")));
  writeFileSync(join(folder, "key.pem"), readFileSync(join(folder, "client-key.pem")));
}

function selfSigned(name: string): { certificate: Buffer; key: Buffer } {
  const ec = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
  const out = ["-keyout", `${name}-key.pem`, "-out", `${name}.pem`];
  openssl("req", "-x509", ...ec, ...out, "-subj", `/CN=${name}`, "-addext", "subjectAltName=IP:127.0.0.1");
  return {
    certificate: readFileSync(join(folder, `${name}.pem`)),
    key: readFileSync(join(folder, `${name}-key.pem`)),
  };
}
