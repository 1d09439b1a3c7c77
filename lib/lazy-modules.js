"use strict";
// Packages load at their start what this project hardly ever uses: @pulumi/pulumi a TypeScript compiler and npm's
// dependency solver, to serialise functions, which is two thirds of its loading time, and a way to run pulumi from
// programs; zod its messages in 50 languages. Its runner loads what reports spans to a Zipkin server, in 70 ms.
// Required before them, this module has such parts loaded on first use.
const Module = require("node:module");

const tracing = /@pulumi[\\/]pulumi[\\/]cmd[\\/]run[\\/]tracing\.js$/;

/**
 * What is put off, and the only files for which it is.
 * @type {readonly (readonly [request: string, of: RegExp])[]}
 */
const lazy = [
  ["typescript", /@pulumi[\\/]pulumi[\\/]typescript-shim\.js$/],
  ["@npmcli/arborist", /@pulumi[\\/]pulumi[\\/]runtime[\\/]closure[\\/]codePaths\.js$/],
  ["normalize-package-data", /@pulumi[\\/]pulumi[\\/]runtime[\\/]closure[\\/]codePaths\.js$/],
  ["@opentelemetry/resources", tracing],
  ["@opentelemetry/sdk-trace-base", tracing],
  ["@opentelemetry/sdk-trace-node", tracing],
  ["@opentelemetry/exporter-zipkin", tracing],
  ["@opentelemetry/instrumentation", tracing],
  ["@opentelemetry/instrumentation-grpc", tracing],
  ["./automation", /@pulumi[\\/]pulumi[\\/]index\.js$/],
  ["../locales/index.cjs", /zod[\\/]v4[\\/](classic[\\/]external|core[\\/]index)\.cjs$/],
];

/**
 * What is left out, and what stands in its place.
 * @type {readonly (readonly [request: string, of: RegExp, instead: object])[]}
 */
const unwanted = [
  // Pulumi's SDK takes a stack trace for each of its promises and resources, and this would read the source maps of all
  // files in it; here lines are right without.
  ["source-map-support/register", /@pulumi[\\/]pulumi[\\/]cmd[\\/](run|dynamic-provider)[\\/]index\.js$/, {}],
  // The runner starts a debugger, to which V8 then reports each file that loads. What serialises a function starts it
  // by itself.
  [
    "../../runtime/closure/v8Hooks",
    /@pulumi[\\/]pulumi[\\/]cmd[\\/]run[\\/]index\.js$/,
    { isInitializedAsync: async () => undefined },
  ],
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
  const [, , instead] = entryOf(unwanted, request, parent) ?? [];
  if (instead) return instead;
  if (!entryOf(lazy, request, parent)) return now();
  // Whoever handles a missing module has to hear of it now.
  loader._resolveFilename(request, parent, isMain);
  return onFirstUse(now);
};

/**
 * @template {readonly [request: string, of: RegExp, ...rest: any[]]} Entry
 * @param {readonly Entry[]} list
 * @param {string} request
 * @param {{ filename?: string | null } | undefined} parent
 * @returns {Entry | undefined}
 */
function entryOf(list, request, parent) {
  return list.find(([name, of]) => name === request && of.test(parent?.filename ?? ""));
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
      get: (_, name) => {
        // Both kinds of import ask this first: `import * as` would read all exports if the answer were no, and a default
        // import takes the module itself then.
        if (name === "__esModule") return true;
        return name === "default" && !("default" in exports()) ? exports() : exports()[name];
      },
      has: (_, name) => name in exports(),
    },
  );
}
