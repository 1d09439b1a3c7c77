"use strict";
// The order of the rooms (npm run check:structure): imports only go downwards, and only some rooms do input and output.

/** Rooms from top to bottom; a room may import from those after it. Rooms of one line do not know each other. */
const floors = [
  ["^components/index\\.ts$"],
  ["^components/docker-provider\\.ts$"],
  ["^components/cluster\\.ts$"],
  ["^components/outputs\\.ts$"],
  ["^components/plan/"],
  ["^components/swarm/", "^components/context/", "^components/workspace/"],
  ["^components/machine/"],
  ["^components/hosts/"],
  ["^components/engine/"],
  ["^components/(entry|command-script)\\.ts$"],
  ["^lib/"],
];

/** What reaches beyond the process. */
const inputOutput = "^(node:)?(fs|fs/promises|child_process|net|http|https|tls)$";
const mayDoInputOutput = "^(lib|components/(hosts|machine|engine|context|workspace|swarm/session))/";

/** For each room a rule that it imports nothing from above, nor from beside it. */
const downwards = floors.slice(1).flatMap((rooms, above) =>
  rooms.map((room, i) => ({
    name: `downwards: ${room}`,
    comment: "Imports go downwards only; see the table of rooms in CONTRIBUTING.md.",
    severity: "error",
    from: { path: room },
    to: { path: [...floors.slice(0, above + 1).flat(), ...rooms.filter((_, j) => j !== i)] },
  })),
);

/** @type {import("dependency-cruiser").IConfiguration} */
module.exports = {
  forbidden: [
    ...downwards,
    {
      name: "no file cycle",
      severity: "error",
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } },
    },
    {
      name: "no file cycle of types",
      comment:
        "A table of settings is held equal to the documented interface beside the resource that uses it.",
      severity: "error",
      from: { pathNot: "^components/swarm/" },
      to: { circular: true },
    },
    {
      name: "no folder loop",
      severity: "error",
      scope: "folder",
      from: { path: "^(components|lib|toolchain)" },
      to: { circular: true },
    },
    {
      name: "the session knows no resource",
      comment: "In swarm/ the session is below node/, and node/ below swarm/ and tokens/.",
      severity: "error",
      from: { path: "^components/swarm/session/" },
      to: { path: "^components/swarm/", pathNot: "^components/swarm/session/" },
    },
    {
      name: "a node knows only its session",
      severity: "error",
      from: { path: "^components/swarm/node/" },
      to: { path: "^components/swarm/(swarm|tokens)/" },
    },
    {
      name: "lib depends on Node only",
      comment:
        "Set-up needs it before the npm packages are installed; what set-up does not need is excepted.",
      severity: "error",
      from: { path: "^lib/", pathNot: "^lib/(nearest|transpile)\\.js$" },
      to: { pathNot: "^lib/", dependencyTypesNot: ["core"] },
    },
    {
      name: "components never use toolchain",
      severity: "error",
      from: { path: "^(components|lib)/" },
      to: { path: "^toolchain/" },
    },
    {
      name: "toolchain enters components by load.js",
      severity: "error",
      from: { path: "^toolchain/" },
      to: { path: "^components/" },
    },
    {
      name: "nothing needs the view",
      comment: "It only looks.",
      severity: "error",
      from: { path: "^(components|lib|toolchain)/" },
      to: { path: "^view/" },
    },
    {
      name: "the picture is made of answers alone",
      comment: "So that every output shows the same, and all of it can be tested without a swarm.",
      severity: "error",
      from: {
        path: "^view/(model|view|answers|state|drift|quorum|tasks|certificates|news|words|table|svg)\\.ts$",
      },
      to: { path: [inputOutput, "^components/(swarm|machine|hosts)/", "^toolchain/"] },
    },
    {
      name: "no input and output here",
      comment: "What a plan is and what a swarm's handlers do can be tested without a computer around it.",
      severity: "error",
      from: { path: "^components/", pathNot: mayDoInputOutput },
      to: { path: inputOutput },
    },
    {
      name: "no Pulumi here",
      comment:
        "Handlers and commands run outside Pulumi's program, and what they do is no matter of Pulumi's.",
      severity: "error",
      from: {
        path: ["^components/(engine|machine|hosts)/", "^components/swarm/.*handlers\\.ts$", "^lib/"],
        pathNot: "^components/machine/machine\\.ts$",
      },
      to: { path: "(^|/)@pulumi/" },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    exclude: { path: "^(dist|\\.state)/" },
  },
};
