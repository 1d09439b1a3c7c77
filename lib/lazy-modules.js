"use strict";
// Packages load at their start what this project hardly ever uses: @pulumi/pulumi a TypeScript compiler and npm's
// dependency solver, to serialise functions, which is two thirds of its loading time, and a way to run pulumi from
// programs; zod its messages in 50 languages.
// Required before them, this module has such parts loaded on first use.
const Module = require("node:module");

/**
 * What is put off, and the only files for which it is.
 * @type {readonly (readonly [request: string, of: RegExp])[]}
 */
const lazy = [
  ["typescript", /@pulumi[\\/]pulumi[\\/]typescript-shim\.js$/],
  ["@npmcli/arborist", /@pulumi[\\/]pulumi[\\/]runtime[\\/]closure[\\/]codePaths\.js$/],
  ["./automation", /@pulumi[\\/]pulumi[\\/]index\.js$/],
  ["../locales/index.cjs", /zod[\\/]v4[\\/](classic[\\/]external|core[\\/]index)\.cjs$/],
];

/**
 * What is left out. Pulumi's SDK takes a stack trace for each of its promises and resources, and this would read the
 * source maps of all files in it; here lines are right without.
 * @type {typeof lazy}
 */
const unwanted = [
  ["source-map-support/register", /@pulumi[\\/]pulumi[\\/]cmd[\\/](run|dynamic-provider)[\\/]index\.js$/],
];

const loader = /** @type {any} */ (Module);
const load = loader._load;

/**
 * @param {string} request
 * @param {{ filename?: string | null } | undefined} parent
 * @param {boolean} isMain
 */
loader._load = (request, parent, isMain) => {
  const now = () => load.call(Module, request, parent, isMain);
  if (isIn(unwanted, request, parent)) return {};
  if (!isIn(lazy, request, parent)) return now();
  // Whoever handles a missing module has to hear of it now.
  loader._resolveFilename(request, parent, isMain);
  return onFirstUse(now);
};

/**
 * @param {typeof lazy} list
 * @param {string} request
 * @param {{ filename?: string | null } | undefined} parent
 */
function isIn(list, request, parent) {
  return list.some(([name, of]) => name === request && of.test(parent?.filename ?? ""));
}

/**
 * Stands for a module that is loaded when the first of its exports is read.
 * @param {() => any} loadNow
 */
function onFirstUse(loadNow) {
  /** @type {any} */
  let loaded;
  const exports = () => (loaded ??= loadNow());
  return new Proxy(
    {},
    {
      // `import * as` asks this first, and would read all exports if the answer were no.
      get: (_, name) => (name === "__esModule" ? true : exports()[name]),
      has: (_, name) => name in exports(),
    },
  );
}
