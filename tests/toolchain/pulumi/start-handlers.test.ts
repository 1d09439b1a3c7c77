import { createRequire } from "node:module";
import { startHandlers } from "../../../toolchain/pulumi/start-handlers";
import { fakeSdk, removeFolders } from "../support";

afterAll(removeFolders);

/** A client as Pulumi's SDK has it, that notes what it is called with and answers at once. */
const client = `
exports.said = [];
exports.ResourceMonitorClient = class {
  registerResource(request, metadata, answered) {
    exports.said.push("register " + request);
    answered(undefined, "registered " + request);
  }
  invoke(request) { exports.said.push("invoke " + request.token); }
};`;
const request =
  "exports.ResourceInvokeRequest = class { setTok(token) { this.token = token; return this; } };";

test("the handlers are asked for once, right after the stack itself is registered", () => {
  const file = fakeSdk({ "proto/resource_grpc_pb.js": client, "proto/resource_pb.js": request });
  const { ResourceMonitorClient, said } = createRequire(file)("@pulumi/pulumi/proto/resource_grpc_pb.js") as {
    ResourceMonitorClient: new () => { registerResource(...args: unknown[]): void };
    said: string[];
  };
  startHandlers(file);
  const answers: unknown[] = [];
  const monitor = new ResourceMonitorClient();

  for (const name of ["stack", "cluster"])
    monitor.registerResource(name, {}, (error: unknown, answer: unknown) => answers.push(error, answer));

  expect(said).toEqual(["register stack", "invoke pulumi-nodejs:dynamic:start", "register cluster"]);
  expect(answers).toEqual([undefined, "registered stack", undefined, "registered cluster"]);
});

test("an SDK without these parts is left as it is", () => {
  expect(() => startHandlers(fakeSdk({ "proto/resource_pb.js": request }))).not.toThrow();
});
