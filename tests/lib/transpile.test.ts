import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync } from "node:fs";
import { writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { cachedTranspiler } from "../../lib/transpile";

const root = resolve(__dirname, "../..");
const folders: string[] = [];

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

test("a source is transpiled once, and again only when it has changed", () => {
  const s = stage();
  expect([s.load("a"), s.load("a"), s.load("b")]).toEqual(["<a>", "<a>", "<b>"]);
  expect(s.transpiled).toEqual(["a", "b"]);
  expect(readdirSync(s.folder).filter((name) => !name.endsWith(".js"))).toEqual([]);
});

test.each([
  ["cut short", (text: string) => text.slice(0, -1)],
  ["empty", () => ""],
  ["changed", (text: string) => text.replace("<", "[")],
])("an entry that is %s is transpiled again", (_how, damage) => {
  const s = stage();
  s.load("a");
  const entry = join(s.folder, readdirSync(s.folder)[0]);
  writeFileSync(entry, damage(readFileSync(entry, "utf8")));
  expect([s.load("a"), s.load("a")]).toEqual(["<a>", "<a>"]);
  expect(s.transpiled).toEqual(["a", "a"]);
});

test("a cache that cannot be written only costs time", () => {
  const s = stage();
  writeFileSync(s.folder, "a file, not a folder");
  expect([s.load("a"), s.load("a")]).toEqual(["<a>", "<a>"]);
});

test("entries that nobody wrote for a month are removed when another is added", () => {
  const s = stage();
  s.load("a");
  const [old] = readdirSync(s.folder);
  const past = Date.now() / 1000 - 31 * 24 * 60 * 60;
  utimesSync(join(s.folder, old), past, past);
  stage(s.folder).load("b");
  expect(existsSync(join(s.folder, old))).toBe(false);
});

test("an error names the file", () => {
  const broken = cachedTranspiler(join(newFolder(), "cache"), () => {
    throw new SyntaxError("Unexpected token (3:1)");
  });
  expect(() => broken("(", "x.ts")).toThrow("Error transforming x.ts: Unexpected token (3:1)");
});

test("sources load without sucrase once they are cached, and errors keep their lines", () => {
  const home = newFolder();
  const file = join(home, "fails.ts");
  mkdirSync(home, { recursive: true });
  writeFileSync(
    file,
    "interface A {\n  a: string;\n}\nexport const f = (a: A) => {\n  throw new Error(a.a);\n};\n",
  );
  const program =
    `require("./lib/transpile.js").loadTypeScript(); try { require(${JSON.stringify(file)}).f({ a: "b" }) } ` +
    "catch (error) { console.log(error.stack, Object.keys(require.cache).filter((name) => /sucrase.dist/.test(name)).length) }";
  const run = () =>
    execFileSync(process.execPath, ["-e", program], {
      cwd: root,
      env: { ...process.env, XDG_CACHE_HOME: home },
      encoding: "utf8",
    });
  expect(run()).toMatch(/Error: b\n.*fails\.ts:5:[\s\S]* [1-9]\d*\n$/);
  expect(run()).toMatch(/Error: b\n.*fails\.ts:5:[\s\S]* 0\n$/);
});

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "transpile-"));
  folders.push(folder);
  return folder;
}

/** A transpiler whose work can be seen. */
function stage(folder = join(newFolder(), "cache")) {
  const transpiled: string[] = [];
  const load = cachedTranspiler(folder, (source) => {
    transpiled.push(source);
    return `<${source}>`;
  });
  return { folder, transpiled, load: (source: string) => load(source, "x.ts") };
}
