import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const root = resolve(__dirname, "../../..");
const text = `require(${JSON.stringify(join(root, "load"))})("machine/workspace.command")`;
let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "workspace-test-"))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Runs the script as Pulumi does: the verb is its argument, the spec stands in the environment. */
function script(verb: string, spec?: object) {
  const env = { ...process.env, WORKSPACE_SPEC: spec && JSON.stringify(spec) };
  const { status, stdout, stderr } = spawnSync(process.execPath, ["-e", text, verb], {
    cwd: root,
    env,
    encoding: "utf8",
  });
  return { status, stdout, stderr };
}

test("prepare makes the folder and sweep takes it away, both without a word of data", () => {
  const directory = join(folder, "cluster");
  const spec = { directory, storePath: join(directory, "machines") };

  expect(script("prepare", spec)).toEqual({ status: 0, stdout: "", stderr: "" });
  expect(existsSync(directory)).toBe(true);
  expect(script("sweep", spec)).toEqual({ status: 0, stdout: "", stderr: "" });
  expect(existsSync(directory)).toBe(false);
}, 20_000);

test("Any other word, and a missing spec, end with exit code 1 and one sentence", () => {
  expect(script("swoop", {})).toEqual({
    status: 1,
    stdout: "",
    stderr: 'prepare or sweep expected, got "swoop"\n',
  });
  expect(script("sweep")).toEqual({
    status: 1,
    stdout: "",
    stderr: "The environment variable WORKSPACE_SPEC is missing: it holds the cluster's folders as JSON.\n",
  });
}, 20_000);
