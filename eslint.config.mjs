import eslint from "@eslint/js";
import globals from "globals";
import tseslint from "typescript-eslint";

/** Modules that talk to the outside: processes, sockets, files. */
const io = [
  "node:child_process",
  "node:net",
  "node:tls",
  "node:http",
  "node:https",
  "node:fs",
  "node:fs/promises",
];

/** Forbids imports by name pattern, saying why. */
const forbid = (...patterns) => ({ "no-restricted-imports": ["error", { patterns }] });

const noPulumi = {
  group: ["@pulumi/*"],
  message: "Handlers know no Pulumi, so that they can stand behind another provider.",
};
const noIo = {
  group: [...io, ...io.map((name) => name.replace("node:", ""))],
  message: "Only components/engine and components/machine do input and output.",
};
const noComponents = {
  group: ["**/swarm/**", "**/cluster", "**/settings/**"],
  message: "The engine and the machines know nothing of swarm resources or of the program.",
};

export default tseslint.config(
  { ignores: ["node_modules/", "dist/", ".state/", "toolchain/go/"] },
  eslint.configs.recommended,
  ...tseslint.configs.recommended,
  {
    rules: {
      "max-lines": ["error", { max: 200, skipBlankLines: true, skipComments: true }],
      "max-lines-per-function": ["error", { max: 40, skipBlankLines: true, skipComments: true }],
      eqeqeq: "error",
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_" }],
    },
  },
  {
    files: ["**/*.js", "**/*.mjs"],
    languageOptions: {
      globals: globals.node,
    },
    rules: { "@typescript-eslint/no-require-imports": "off" },
  },
  // Who may import whom: handlers and decisions below resources, engine and machines below both.
  { files: ["components/swarm/**/*.ts"], rules: forbid(noPulumi, noIo) },
  { files: ["components/swarm/{dynamic,swarm,tokens,node}.ts"], rules: forbid(noIo) },
  {
    files: ["components/engine/**/*.ts"],
    rules: forbid(noPulumi, noComponents, {
      group: ["**/machine/**"],
      message: "The engine client knows no machines.",
    }),
  },
  { files: ["components/machine/**/*.ts"], rules: forbid(noPulumi, noComponents) },
  { files: ["components/machine/machine.ts"], rules: forbid(noComponents, noIo) },
  { files: ["components/*.ts", "components/settings/**/*.ts"], rules: forbid(noIo) },
  {
    files: ["tests/**"],
    rules: {
      "max-lines-per-function": "off",
      "max-lines": "off",
      "@typescript-eslint/no-require-imports": "off",
    },
  },
);
