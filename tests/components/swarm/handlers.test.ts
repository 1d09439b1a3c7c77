import { Client, credentials, type ServiceError } from "@grpc/grpc-js";
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { rememberSpec } from "../../../components/machine/store/notes";
import { providerText } from "../../../components/swarm/dynamic";
import { compact, isUnknown, pick, unknownValue } from "../../../components/swarm/handlers";

test("a value is unknown when anything in it is", () => {
  expect([unknownValue, { a: [unknownValue] }].map(isUnknown)).toEqual([true, true]);
  expect(["x", undefined, null, 5, { a: ["x"] }].map(isUnknown)).toEqual(Array(5).fill(false));
});

test("what has no value is left out", () => {
  expect(compact({ a: 1, b: undefined, c: null })).toEqual({ a: 1, c: null });
  expect(pick({ a: 1, b: undefined, c: 3 }, ["a", "b"])).toEqual({ a: 1 });
});

// The very process that Pulumi starts for these resources, driven as the CLI drives it: the constant text from the
// state, the package's one door, the modules as they are, and the conversion of values on the way.
describe("in Pulumi's provider process", () => {
  const root = resolve(__dirname, "../../..");
  const pulumi = createRequire(require.resolve("@pulumi/pulumi/package.json"));
  const proto = pulumi("./proto/provider_pb");
  const services = pulumi("./proto/provider_grpc_pb");
  const { Status } = pulumi("./proto/status_pb");
  const { Struct } = pulumi("google-protobuf/google/protobuf/struct_pb");
  const store = mkdtempSync(join(tmpdir(), "store-"));
  let child: ChildProcess;
  let client: Client &
    Record<string, (request: unknown, done: (e: ServiceError | null, r: never) => void) => void>;

  beforeAll(async () => {
    await start("ignore");
  }, 20_000);
  afterAll(() => {
    client.close();
    child.kill();
    rmSync(store, { recursive: true });
  });

  /** Starts the process, with some standard input, and connects to it. */
  async function start(input: "ignore" | "pipe"): Promise<void> {
    child = spawn(process.execPath, [pulumi.resolve("./cmd/dynamic-provider"), "127.0.0.1:1"], {
      cwd: root,
      stdio: [input, "pipe", "inherit"],
    });
    const port = await new Promise<string>((done) =>
      child.stdout!.once("data", (data) => done(String(data).trim())),
    );
    client = new services.ResourceProviderClient(`127.0.0.1:${port}`, credentials.createInsecure());
    const configure = new proto.ConfigureRequest();
    configure.setArgs(Struct.fromJavaScript({}));
    await call("configure", configure);
  }

  interface Answer {
    getFailuresList(): { getProperty(): string; getReason(): string }[];
    getInputs(): { toJavaScript(): object };
    getChanges(): number;
    getReplacesList(): string[];
    getDeletebeforereplace(): boolean;
    getId(): string;
  }
  const call = (method: string, request: unknown) =>
    new Promise<Answer>((done, fail) =>
      client[method](request, (error, answer) => (error ? fail(error) : done(answer))),
    );
  const struct = (module: string, values: object) =>
    Struct.fromJavaScript({ ...values, __provider: providerText(module) });

  const check = (module: string, news: object) => {
    const request = new proto.CheckRequest();
    request.setOlds(Struct.fromJavaScript({}));
    request.setNews(struct(module, news));
    return call("check", request);
  };
  const diff = (module: string, olds: object, news: object) => {
    const request = new proto.DiffRequest();
    request.setId("id");
    request.setOlds(struct(module, olds));
    request.setNews(struct(module, news));
    return call("diff", request);
  };

  const node = { storePath: store, swarmId: "s", machine: "node2", machineId: "m", role: "worker" };
  const same = { ...node, availability: "active", labels: {} };

  test("check fills in defaults, and its failures name the property and the rule", async () => {
    const good = await check("swarm/node.provider", node);
    expect(good.getFailuresList()).toEqual([]);
    expect(good.getInputs().toJavaScript()).toMatchObject(same);
    const bad = await check("swarm/node.provider", { ...node, role: "boss" });
    expect(bad.getFailuresList().map((f) => [f.getProperty(), f.getReason()])).toEqual([
      ["role", '"boss": manager | worker expected'],
    ]);
    const swarm = await check("swarm/swarm.provider", {
      cluster: "c",
      storePath: store,
      machine: "m",
      dataPathPort: 80,
    });
    expect(swarm.getFailuresList().map((f) => f.getProperty())).toEqual(["dataPathPort"]);
  });

  test("a role changes in place, an unknown machine replaces, and nothing is nothing", async () => {
    const [none, some] = [1, 2];
    const state = { ...same, nodeId: "n", stateVersion: 1, status: "ready" };
    expect((await diff("swarm/node.provider", state, same)).getChanges()).toBe(none);
    const promoted = await diff("swarm/node.provider", state, { ...same, role: "manager" });
    expect([promoted.getChanges(), promoted.getReplacesList()]).toEqual([some, []]);
    const replaced = await diff("swarm/node.provider", state, { ...same, machineId: unknownValue });
    expect([replaced.getChanges(), replaced.getReplacesList()]).toEqual([some, ["machineId"]]);
    expect(replaced.getDeletebeforereplace()).toBe(true);
    const tokens = await diff(
      "swarm/tokens.provider",
      { swarmId: "s", storePath: store },
      { swarmId: "t", storePath: store },
    );
    expect(tokens.getReplacesList()).toEqual(["swarmId"]);
  });

  test("a failed create reports the call, the address and the cause, as the same failed update does", async () => {
    const failing = "../tests/support/failing-node.provider";
    const text = "POST /nodes/n1/update at 10.9.0.1:2376: connect ECONNRESET: the certificate has expired";
    const create = new proto.CreateRequest();
    create.setProperties(struct(failing, {}));
    const created: ServiceError = await call("create", create).catch((error) => error);
    const update = new proto.UpdateRequest();
    update.setId("n1");
    update.setOlds(struct(failing, {}));
    update.setNews(struct(failing, {}));
    const updated: ServiceError = await call("update", update).catch((error) => error);
    expect([created.details, updated.details]).toEqual([text, text]);
    const [kept] = Status.deserializeBinary(
      created.metadata.get("grpc-status-details-bin")[0],
    ).getDetailsList();
    const partial = proto.ErrorResourceInitFailed.deserializeBinary(kept.getValue_asU8());
    expect([partial.getId(), partial.getReasonsList()]).toEqual(["n1", [text]]);
    expect(partial.getProperties().toJavaScript()).toEqual({ nodeId: "n1" });
  });

  test("a node whose machine is not in the store any more reads as gone; one that never was there is kept", async () => {
    const request = new proto.ReadRequest();
    request.setId("n");
    request.setProperties(struct("swarm/node.provider", { ...same, nodeId: "n", stateVersion: 1 }));
    expect((await call("read", request)).getId()).toBe("n");
    rememberSpec({ name: "node2", driver: "generic", storePath: store });
    expect((await call("read", request)).getId()).toBe("");
  });

  test("the keys of a machine that this computer does not have are laid out by a read", async () => {
    const bundle = { version: 1, machine: "far", files: { "machines/far/config.json": "{}" } };
    const request = new proto.ReadRequest();
    request.setId("far");
    const state = {
      storePath: store,
      machine: "far",
      keys: JSON.stringify(bundle),
      digest: "",
      computer: "",
    };
    request.setProperties(struct("swarm/keys.provider", state));
    expect((await call("read", request)).getId()).toBe("far");
    expect(existsSync(join(store, "machines", "far", "config.json"))).toBe(true);
  });

  test("the process ends with the engine, which holds its input, however that ends", async () => {
    client.close();
    child.kill();
    await start("pipe");
    await check("swarm/node.provider", node);
    expect(child.exitCode).toBeNull();

    child.stdin!.destroy();

    expect(await once(child, "exit")).toEqual([0, null]);
  }, 20_000);
});
