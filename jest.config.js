"use strict";

/** @type {import("jest").Config} */
module.exports = {
  testEnvironment: "node",
  // The sources too, so that jest --findRelatedTests knows which tests a file has.
  roots: ["components", "examples", "lib", "template", "tests", "toolchain"].map(
    (folder) => `<rootDir>/${folder}`,
  ),
  // As another program imports it.
  moduleNameMapper: { "^pulumi-docker-machine-swarm$": "<rootDir>/components" },
  testMatch: ["<rootDir>/tests/**/*.test.ts"],
  transform: { "^.+\\.ts$": ["ts-jest", { diagnostics: false }] },
  // Istanbul would rewrite the provider text that Pulumi stores; v8 leaves the sources as they are.
  coverageProvider: "v8",
};
