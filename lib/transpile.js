"use strict";
// TypeScript sources that load without a build step: their types are stripped as they load, and lines stay where they
// are. Half a dozen processes of a run load the same sources, so each result is kept in the user's cache, by content.
const { createHash } = require("node:crypto");
const fs = require("node:fs");
const Module = require("node:module");
const path = require("node:path");
const { replaceFile } = require("./atomic-write.js");
const { cacheFolder } = require("./cache.js");

/** Entries of sources that have changed since are removed after this time; one still in use is written again. */
const keptMs = 30 * 24 * 60 * 60 * 1000;

/** Lets `require` load .ts files outside node_modules. */
function loadTypeScript() {
  /** @type {Record<string, (module: any, file: string) => void>} */
  const extensions = /** @type {any} */ (Module)._extensions;
  /** @type {import("sucrase").Transform[]} */
  const transforms = ["imports", "typescript"];
  const transpile = cachedTranspiler(
    cacheFolder("sources", `sucrase-${require("sucrase/package.json").version}-${transforms.join("-")}`),
    (source) => require("sucrase").transform(source, { transforms }).code,
  );
  extensions[".ts"] = (module, file) => module._compile(transpile(fs.readFileSync(file, "utf8"), file), file);
  keepCompiled();
}

/**
 * A transpiler that asks another one only about sources it has not seen. Without a cache that can be read and written
 * it is slower, and otherwise the same.
 * @param {string} folder where results are kept; created when needed
 * @param {(source: string) => string} transpile what is kept: it must depend on the source alone, and keep its lines
 * @returns {(source: string, file: string) => string} the file's name only helps in an error
 */
function cachedTranspiler(folder, transpile) {
  let swept = false;
  return (source, file) => {
    const entry = path.join(folder, `${hash(source)}.js`);
    const kept = read(entry);
    if (kept !== undefined) return kept;
    const code = named(file, () => transpile(source));
    if (!swept) attempt(() => removeOld(folder));
    swept = true;
    attempt(() => write(entry, code));
    return code;
  };
}

/**
 * @param {string} file
 * @param {() => string} transpile
 */
function named(file, transpile) {
  try {
    return transpile();
  } catch (error) {
    // A syntax error of sucrase names line and column, and no file.
    if (error instanceof Error) error.message = `Error transforming ${file}: ${error.message}`;
    throw error;
  }
}

/**
 * @param {string} entry
 * @returns {string | undefined} undefined unless it is there and whole
 */
function read(entry) {
  const text = attempt(() => fs.readFileSync(entry, "utf8"));
  if (text === undefined) return undefined;
  const end = text.lastIndexOf("\n//");
  const code = text.slice(0, end);
  return end >= 0 && text.slice(end + 3) === hash(code) ? code : undefined;
}

/**
 * @param {string} entry
 * @param {string} code
 */
function write(entry, code) {
  fs.mkdirSync(path.dirname(entry), { recursive: true });
  replaceFile(entry, `${code}\n//${hash(code)}`);
}

/** @param {string} folder */
function removeOld(folder) {
  for (const name of fs.existsSync(folder) ? fs.readdirSync(folder) : []) {
    const entry = path.join(folder, name);
    if (Date.now() - fs.statSync(entry).mtimeMs > keptMs) fs.rmSync(entry, { force: true });
  }
}

/** Node keeps what V8 compiled, where it can (22.8 and later), unless the user has chosen a folder for it. */
function keepCompiled() {
  const enable = /** @type {any} */ (Module).enableCompileCache;
  if (enable && !process.env.NODE_COMPILE_CACHE) attempt(() => enable(cacheFolder("compiled")));
}

/** @param {string} text */
function hash(text) {
  return createHash("sha256").update(text).digest("hex");
}

/**
 * A cache is only ever a help.
 * @template T
 * @param {() => T} work
 * @returns {T | undefined} undefined when it failed
 */
function attempt(work) {
  try {
    return work();
  } catch {
    return undefined;
  }
}

module.exports = { loadTypeScript, cachedTranspiler };
