"use strict";

/** @type {import("jest").Config} */
module.exports = {
  testEnvironment: "node",
  roots: ["<rootDir>/tests"],
  transform: { "^.+\\.ts$": ["ts-jest", { diagnostics: false }] },
  // Istanbul would rewrite the provider text that Pulumi stores; v8 leaves the sources as they are.
  coverageProvider: "v8",
};
