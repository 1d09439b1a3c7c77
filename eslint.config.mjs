import eslint from "@eslint/js";
import globals from "globals";
import tseslint from "typescript-eslint";

export default tseslint.config(
  { ignores: ["node_modules/", "dist/", "docs/api/", ".state/", "toolchain/go/"] },
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
    // What a run remembers belongs to its session, so that two runs in one process do not mix.
    files: ["components/swarm/**"],
    ignores: ["components/swarm/session/**"],
    rules: {
      "no-restricted-syntax": [
        "error",
        {
          selector: ":matches(Program, ExportNamedDeclaration) > VariableDeclaration[kind='let']",
          message: "No state of the module: keep it in the session.",
        },
        {
          selector:
            ":matches(Program, ExportNamedDeclaration) > VariableDeclaration > VariableDeclarator > NewExpression[callee.name=/^(Weak)?(Map|Set)$/]",
          message: "No state of the module: keep it in the session.",
        },
      ],
    },
  },
  {
    files: ["**/*.js", "**/*.mjs", "**/*.cjs"],
    languageOptions: {
      globals: globals.node,
    },
    rules: { "@typescript-eslint/no-require-imports": "off" },
  },
  {
    // What one run of Pulumi remembers belongs to its Run and its sessions: see components/swarm/session/run.ts.
    files: ["components/swarm/**"],
    rules: {
      "no-restricted-syntax": [
        "error",
        ...[
          "VariableDeclaration[kind=/let|var/]",
          "VariableDeclaration > VariableDeclarator > NewExpression[callee.name=/^(Weak)?(Map|Set)$/][arguments.length=0]",
          "VariableDeclaration > VariableDeclarator > ArrayExpression[elements.length=0]",
          "VariableDeclaration > VariableDeclarator > ObjectExpression[properties.length=0]",
        ].map((declaration) => ({
          selector: `:matches(Program, Program > ExportNamedDeclaration) > ${declaration}`,
          message: "No state at module level: keep it in the Run or the SwarmSession.",
        })),
      ],
    },
  },
  {
    files: ["view/page/**"],
    languageOptions: { globals: globals.browser },
  },
  {
    files: ["tests/**"],
    rules: {
      "max-lines-per-function": "off",
      "max-lines": "off",
      "@typescript-eslint/no-require-imports": "off",
    },
  },
);
