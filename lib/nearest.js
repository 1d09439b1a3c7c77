"use strict";
const { closest, distance } = require("fastest-levenshtein");

/**
 * The known name that a mistyped one most likely means.
 * @param {string} name
 * @param {readonly string[]} known
 * @returns {string | undefined} undefined where none is near enough (more than a third of the letters differ)
 */
function nearest(name, known) {
  if (known.length === 0) return undefined;
  const near = closest(name, known);
  return distance(name, near) <= Math.max(1, Math.ceil(name.length / 3)) ? near : undefined;
}

module.exports = { nearest };
