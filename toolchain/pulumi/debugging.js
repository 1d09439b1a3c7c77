"use strict";
// What Pulumi's SDK does for those who debug it: it tells the engine of each step with each resource, which is three of four
// messages that a program sends, and takes a stack trace for each promise. Where nobody will see that, it is left out: with 30
// nodes it is a tenth of a preview's time.
const { createRequire } = require("node:module");

const variable = "SWARM_DEBUG_SDK";

/** Flags of pulumi with which it shows or logs such messages. */
const flags = /^(-d|--debug|-v|--verbose|--logtostderr)(=|\d|$)/;

/**
 * What tells the program's process that somebody wants to debug.
 * @param {readonly string[]} args of pulumi
 * @returns {NodeJS.ProcessEnv} to be added to its environment
 */
function debuggingEnvironment(args) {
  return args.some((arg) => flags.test(arg)) ? { [variable]: "true" } : {};
}

/**
 * Leaves out what only serves debugging, unless somebody wants it.
 * @param {string} sdk a file of the package @pulumi/pulumi that runs the program
 * @param {NodeJS.ProcessEnv} [env]
 */
function leaveOutDebugging(sdk, env = process.env) {
  const parts = env[variable] || env.PULUMI_DEBUG_PROMISE_LEAKS ? undefined : partsOf(sdk);
  if (!parts) return;
  const { log, debuggable } = parts;
  log.debug = () => Promise.resolve();
  const { debuggablePromise } = debuggable;
  debuggable.debuggablePromise = (/** @type {unknown[]} */ ...args) =>
    withoutStack(() => debuggablePromise(...args));
}

/**
 * @template T
 * @param {() => T} work
 * @returns {T}
 */
function withoutStack(work) {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    return work();
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}

/**
 * The parts of the SDK that are its own affair: one without them stays as it is.
 * @param {string} sdk
 * @returns {any}
 */
function partsOf(sdk) {
  const load = createRequire(sdk);
  try {
    const log = load("@pulumi/pulumi/log/index.js");
    const debuggable = load("@pulumi/pulumi/runtime/debuggable.js");
    return log.debug && debuggable.debuggablePromise ? { log, debuggable } : undefined;
  } catch {
    return undefined;
  }
}

module.exports = { debuggingEnvironment, leaveOutDebugging };
