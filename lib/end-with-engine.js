"use strict";
const { Socket } = require("node:net");

/**
 * Exits when the Pulumi engine that started this process is gone. The engine stops its providers, except when it is killed:
 * then they would wait for its calls forever. The engine holds the other end of this process's stdin, so stdin closes
 * with it. If stdin is neither a pipe nor a socket, nobody holds it, and this does nothing.
 */
function endWithEngine() {
  const input = process.stdin;
  if (!(input instanceof Socket) || input.isTTY || input.listenerCount("close", exit) > 0) return;
  input.once("close", exit).resume();
}

function exit() {
  process.exit();
}

module.exports = { endWithEngine };
