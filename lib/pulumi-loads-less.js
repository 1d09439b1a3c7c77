"use strict";
// @pulumi/pulumi loads a TypeScript compiler and npm's dependency solver at its start: two thirds of its loading time. It
// needs them only to serialise functions, which no resource of this project does. Here they are loaded on first use.
const Module = require("node:module");

/** What is put off: the module's name, and the end of the path of the only file for which it is. */
const lazy = new Map([
  ["typescript", /@pulumi[\\/]pulumi[\\/]typescript-shim\.js$/],
  ["@npmcli/arborist", /@pulumi[\\/]pulumi[\\/]runtime[\\/]closure[\\/]codePaths\.js$/],
]);

const loader = /** @type {any} */ (Module);
const load = loader._load;

/**
 * @param {string} request
 * @param {{ filename?: string | null } | undefined} parent
 * @param {boolean} isMain
 */
loader._load = (request, parent, isMain) => {
  const now = () => load.call(Module, request, parent, isMain);
  if (!lazy.get(request)?.test(parent?.filename ?? "")) return now();
  // Whoever handles a missing module has to hear of it now.
  loader._resolveFilename(request, parent, isMain);
  return onFirstUse(now);
};

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
