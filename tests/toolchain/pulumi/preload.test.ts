import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { projectFolder } from "../../../toolchain/shared/project";
import { newFolder, removeFolders } from "../support";

afterAll(removeFolders);

const says = 'console.log(Boolean(require.extensions[".ts"]), process.env.PULUMI_NODEJS_TYPESCRIPT ?? "off")';

test.each([
  ["this project's program has its types stripped, not checked", "run", projectFolder, "true off\n"],
  ["another program is left alone", "run", "/", "false true\n"],
  ["so are other processes of pulumi", "dynamic-provider", projectFolder, "false true\n"],
])("%s", (_what, name, cwd, expected) => {
  const script = join(newFolder(), `@pulumi/pulumi/cmd/${name}/index.js`);
  mkdirSync(dirname(script), { recursive: true });
  writeFileSync(script, says);
  const preload = join(projectFolder, "toolchain", "pulumi", "preload.js");
  const env = { ...process.env, NODE_OPTIONS: `--require "${preload}"`, PULUMI_NODEJS_TYPESCRIPT: "true" };
  expect(execFileSync(process.execPath, [script], { cwd, env, encoding: "utf8" })).toBe(expected);
});

test("The process of the handlers ends with the engine, even before it has loaded a handler", async () => {
  const preload = join(projectFolder, "toolchain", "pulumi", "preload.js");
  const provider = require.resolve("@pulumi/pulumi/cmd/dynamic-provider");
  const env = { ...process.env, NODE_OPTIONS: `--require "${preload}"` };
  const child = spawn(process.execPath, [provider, "127.0.0.1:1"], {
    env,
    stdio: ["pipe", "pipe", "inherit"],
  });
  await once(child.stdout, "data");
  expect(child.exitCode).toBeNull();

  child.stdin.destroy();

  expect(await once(child, "exit")).toEqual([0, null]);
}, 20_000);
