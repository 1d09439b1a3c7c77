import { createRequire } from "node:module";
import { join } from "node:path";
import { debuggingEnvironment, leaveOutDebugging } from "../../../toolchain/pulumi/debugging";
import { fakeSdk, newFolder, removeFolders } from "../support";

afterAll(removeFolders);

/** Parts of an SDK that note what they are asked for. */
interface Sdk {
  readonly file: string;
  readonly log: { said: string[]; debug(text: string): Promise<void>; warn(text: string): void };
  readonly debuggable: { debuggablePromise(promise: Promise<unknown>): { stack: string } };
}

function sdk(): Sdk {
  const file = fakeSdk({
    "log/index.js":
      "exports.said = []; exports.debug = (text) => { exports.said.push(text); }; exports.warn = exports.debug;",
    "runtime/debuggable.js": "exports.debuggablePromise = () => ({ stack: new Error().stack });",
  });
  const load = createRequire(file);
  return {
    file,
    log: load("@pulumi/pulumi/log/index.js") as Sdk["log"],
    debuggable: load("@pulumi/pulumi/runtime/debuggable.js") as Sdk["debuggable"],
  };
}

test("Messages and stack traces for debugging are left out, and nothing else", async () => {
  const { file, log, debuggable } = sdk();
  leaveOutDebugging(file, {});

  await log.debug("registering");
  log.warn("careful");
  expect(log.said).toEqual(["careful"]);
  expect(debuggable.debuggablePromise(Promise.resolve()).stack).not.toContain("debuggable.js");
  expect(new Error().stack).toContain("debugging.test.ts");
});

test.each<[string, NodeJS.ProcessEnv]>([
  ["pulumi shows them", debuggingEnvironment(["preview", "--debug"])],
  ["leaking promises are looked for", { PULUMI_DEBUG_PROMISE_LEAKS: "true" }],
])("They stay where %s", async (_, env) => {
  const { file, log, debuggable } = sdk();
  leaveOutDebugging(file, env);

  await log.debug("registering");
  expect(log.said).toEqual(["registering"]);
  expect(debuggable.debuggablePromise(Promise.resolve()).stack).toContain("debuggable.js");
});

test.each(["--debug", "-d", "-v=3", "-v9", "--verbose=5", "--logtostderr", "--debug=true"])(
  "pulumi shows them with %s",
  (flag) => expect(debuggingEnvironment(["up", flag])).not.toEqual({}),
);

test.each(["--diff", "--yes", "-y", "--version"])("pulumi does not show them with %s", (flag) =>
  expect(debuggingEnvironment(["up", flag])).toEqual({}),
);

test("An SDK without these parts is left as it is", () => {
  const folder = newFolder();
  expect(() => leaveOutDebugging(join(folder, "index.js"), {})).not.toThrow();
});

test("The SDK of this project has them", () => {
  jest.isolateModules(() => {
    const log = require("@pulumi/pulumi/log") as Sdk["log"];
    const { debug } = log;
    leaveOutDebugging(require.resolve("@pulumi/pulumi"), {});
    expect(log.debug).not.toBe(debug);
    log.debug = debug;
  });
});
