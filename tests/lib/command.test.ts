import { spawnSync } from "node:child_process";
import { join } from "node:path";

const script = JSON.stringify(join(__dirname, "..", "..", "lib", "command.js"));

function command(verb: string, spec?: string) {
  const verbs = "{ create: (s) => console.log(s.name), fail: () => { throw new Error('no disk') } }";
  const text = `require(${script}).specCommand("THING_SPEC", "the thing's spec", ${verbs})`;
  const env = { PATH: process.env.PATH, THING_SPEC: spec };
  const { status, stdout, stderr } = spawnSync(process.execPath, ["-e", text, verb], {
    env,
    encoding: "utf8",
  });
  return { status, stdout, stderr };
}

test("the verb gets the spec", () => {
  expect(command("create", '{"name":"x"}')).toEqual({ status: 0, stdout: "x\n", stderr: "" });
});

test.each([
  [
    "create",
    undefined,
    "The environment variable THING_SPEC is missing: it holds the thing's spec as JSON.\n",
  ],
  ["toString", "{}", 'create or fail expected, got "toString"\n'],
  ["fail", "{}", "no disk\n"],
])("%s with %s ends with exit code 1 and one sentence", (verb, spec, stderr) => {
  expect(command(verb, spec)).toEqual({ status: 1, stdout: "", stderr });
});

test.each([
  ["new (require(M).UserError)('fetch milk')", /^error: fetch milk\n$/],
  ["new Error('a bug')", /^Error: a bug\n +at /],
])("a script that throws %s says so and ends with 1", (error, said) => {
  const text = `require(M).main(async () => { throw ${error} })`.replaceAll("M", script);
  const { status, stderr } = spawnSync(process.execPath, ["-e", text], { encoding: "utf8" });
  expect([status, stderr]).toEqual([1, expect.stringMatching(said)]);
});

test("a script ends with the exit code its body returns", () => {
  const text = `require(${script}).main(async () => 3)`;
  expect(spawnSync(process.execPath, ["-e", text]).status).toBe(3);
});
