"use strict";
// What docker-machine's output loses on its way to the person, and what it says of a remote command's exit code.
const { Transform } = require("node:stream");

/**
 * Takes the farewell of docker-machine's plugins, "(node1) Closing plugin on server side", out of a stream: it comes on
 * either output, now and then, even behind the last word of a command run by SSH, and breaks whatever reads that
 * output. All else passes byte by byte, and at once: a prompt has no line end to wait for.
 * @returns {Transform}
 */
function withoutFarewell() {
  let rest = "";
  return new Transform({
    transform(chunk, _encoding, done) {
      // One character a byte, so that any bytes pass.
      const text = (rest + chunk.toString("latin1")).replace(farewell, "");
      rest = farewellBegun.exec(text)?.[0] ?? "";
      done(undefined, Buffer.from(text.slice(0, text.length - rest.length), "latin1"));
    },
    flush: (done) => done(undefined, Buffer.from(rest, "latin1")),
  });
}

const words = " Closing plugin on server side";
const farewell = new RegExp(`\\([a-zA-Z0-9.-]+\\)${words}\\r?\\n`, "g");
// The end of a text that may go on as a farewell.
const farewellBegun = new RegExp(`\\([a-zA-Z0-9.-]*(?:\\)(?:${beginnings(words)})?\\r?)?$`);

/**
 * A pattern for every beginning of a text but the empty one.
 * @param {string} text
 * @returns {string}
 */
function beginnings(text) {
  return Array.from(text, (_, index) => text.slice(0, text.length - index)).join("|");
}

/**
 * The same, and remembers how a remote command ended: docker-machine itself ends with 1 whatever its exit code was.
 * @returns {{stream: Transform, exitCode: (own: number) => number}} exitCode gives the remote command's code, where
 * docker-machine's own, the argument, stands for it
 */
function errorsOfSsh() {
  const stream = withoutFarewell();
  let end = "";
  stream.on("data", (chunk) => (end = (end + chunk.toString("latin1")).slice(-100)));
  const exitCode = (/** @type {number} */ own) => {
    const remote = /(?:^|\n)(?:exit status|Process exited with status) (\d+)\r?\n$/.exec(end);
    return own === 1 && remote ? Number(remote[1]) : own;
  };
  return { stream, exitCode };
}

module.exports = { withoutFarewell, errorsOfSsh };
