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

test("what pulumi imports by default works when it is loaded", () => {
  const program = `
    const { computeCodePaths } = require("@pulumi/pulumi").runtime;
    console.log(${loaded("normalize-package-data/lib/normalize")});
    computeCodePaths().then((paths) => console.log(paths.size > 0, ${loaded("normalize-package-data/lib/normalize")}));`;
  expect(run(program)).toBe("false\ntrue true\n");
});

test("zod loads the languages of its messages only when one is chosen", () => {
  const program = `
    const { z } = require("zod");
    console.log(z.string().safeParse(1).error.issues[0].message, ${loaded("locales/de.cjs")});
    z.config(z.locales.de());
    console.log(z.string().safeParse(1).error.issues[0].message, ${loaded("locales/de.cjs")});`;
  expect(run(program)).toBe(
    "Invalid input: expected string, received number false\n" +
      "Ungültige Eingabe: erwartet string, erhalten Zahl true\n",
  );
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
  return execFileSync(process.execPath, ["--require", "./lib/lazy-modules.js", "-e", program], options);
}
