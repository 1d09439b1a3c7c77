import { execFileSync } from "node:child_process";
import { resolve } from "node:path";

const options = { cwd: resolve(__dirname, "../.."), encoding: "utf8" } as const;
const loaded = (name: string) => `Object.keys(require.cache).some((file) => file.includes("${name}"))`;

test("pulumi loads its compiler and its dependency solver only when it needs them", () => {
  const program = `
    const pulumi = require("@pulumi/pulumi");
    console.log(${loaded("typescript/lib")}, ${loaded("@npmcli/arborist")});
    pulumi.runtime.serializeFunction(() => 7).then(({ text }) => console.log(text.includes("7"), ${loaded("typescript/lib")}));`;
  expect(run(program)).toBe("false false\ntrue true\n");
});

test("others get the real modules at once", () => {
  expect(run(`require("typescript"); console.log(${loaded("typescript/lib")})`)).toBe("true\n");
});

test("a module that is missing is missed at once, so that pulumi takes its own", () => {
  const program = `
    const Module = require("node:module");
    const parent = { filename: "/nowhere/@pulumi/pulumi/typescript-shim.js", id: "shim", paths: [] };
    try { Module._load("typescript", parent, false) } catch (error) { console.log(error.code) }`;
  expect(run(program)).toBe("MODULE_NOT_FOUND\n");
});

function run(program: string): string {
  return execFileSync(process.execPath, ["--require", "./lib/pulumi-loads-less.js", "-e", program], options);
}
