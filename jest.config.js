"use strict";

/** @type {import("jest").Config} */
module.exports = {
  testEnvironment: "node",
  // The sources too, so that jest --findRelatedTests knows which tests a file has.
  roots: ["components", "lib", "tests", "toolchain"].map((folder) => `<rootDir>/${folder}`),
  testMatch: ["<rootDir>/tests/**/*.test.ts"],
  transform: { "^.+\\.ts$": ["ts-jest", { diagnostics: false }] },
  // Istanbul would rewrite the provider text that Pulumi stores; v8 leaves the sources as they are.
  coverageProvider: "v8",
};
