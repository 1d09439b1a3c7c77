"use strict";
// Pulumi starts the process of the dynamic resources' handlers for the first of them, when the program has loaded and
// declared it. Asked for a function of that process before the program loads, Pulumi starts it at once, and both load side
// by side.
const { sdkParts } = require("./sdk-parts.js");

/** No handler has functions. The process says so, which is an answer as good as any other. */
const functionName = "pulumi-nodejs:dynamic:start";

/**
 * Has the process asked for as soon as Pulumi has registered the stack itself, which is the first of all resources:
 * asked before, Pulumi would register the stack only after that process has started, and the program waits for the stack.
 * @param {string} sdk a file of the package @pulumi/pulumi that runs the program
 */
function startHandlers(sdk) {
  const [grpc, messages] = sdkParts(sdk, ["proto/resource_grpc_pb.js", "proto/resource_pb.js"]);
  if (!grpc) return;
  const { ResourceMonitorClient } = grpc;
  const { ResourceInvokeRequest } = messages;
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

module.exports = { startHandlers };
