"use strict";
// Pulumi starts the process of the dynamic resources' handlers for the first of them, when the program has loaded and
// declared it. Asked for a function of that process before the program loads, Pulumi starts it at once, and both load side
// by side.
const { createRequire } = require("node:module");

/** No handler has functions. The process says so, which is an answer as good as any other. */
const functionName = "pulumi-nodejs:dynamic:start";

/**
 * Has the process asked for as soon as Pulumi has registered the stack itself, which is the first of all resources:
 * asked before, Pulumi would register the stack only after that process has started, and the program waits for the stack.
 * @param {string} sdk a file of the package @pulumi/pulumi that runs the program
 */
function startHandlers(sdk) {
  const parts = partsOf(sdk);
  if (!parts) return;
  const { ResourceMonitorClient, ResourceInvokeRequest } = parts;
  const client = ResourceMonitorClient.prototype;
  const { registerResource } = client;
  client.registerResource = function (/** @type {any[]} */ ...args) {
    client.registerResource = registerResource;
    const answered = args.pop();
    return registerResource.call(this, ...args, (/** @type {any[]} */ ...answer) => {
      this.invoke(new ResourceInvokeRequest().setTok(functionName), () => undefined);
      answered(...answer);
    });
  };
}

/**
 * The parts of the SDK that are its own affair: where it has them no more, everything works and only starts later.
 * @param {string} sdk
 * @returns {any}
 */
function partsOf(sdk) {
  const load = createRequire(sdk);
  try {
    const { ResourceMonitorClient } = load("@pulumi/pulumi/proto/resource_grpc_pb.js");
    const { ResourceInvokeRequest } = load("@pulumi/pulumi/proto/resource_pb.js");
    return { ResourceMonitorClient, ResourceInvokeRequest };
  } catch {
    return undefined;
  }
}

module.exports = { startHandlers };
