import { execFileSync } from "node:child_process";
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
