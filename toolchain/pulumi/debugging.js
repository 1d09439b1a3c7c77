"use strict";
// What Pulumi's SDK does for those who debug it: it tells the engine of each step with each resource, which is three of four
// messages that a program sends, and takes a stack trace for each promise. Where nobody will see that, it is left out: with 30
// nodes it is a tenth of a preview's time.
const { sdkParts } = require("./sdk-parts.js");

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
  if (env[variable] || env.PULUMI_DEBUG_PROMISE_LEAKS) return;
  const [log, debuggable] = sdkParts(sdk, ["log/index.js", "runtime/debuggable.js"]);
  if (!log?.debug || !debuggable?.debuggablePromise) return;
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

module.exports = { debuggingEnvironment, leaveOutDebugging };
