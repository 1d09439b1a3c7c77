"use strict";
// npm run swarm -- VERB: what a person does with a whole swarm besides `pulumi up`.
const { main, UserError } = require("../lib/command.js");

/** @type {Readonly<Record<string, (args: string[]) => Promise<number>>>} */
const verbs = {
  backup: (args) => require("./swarm/backup.js").backup(args),
  describe: (args) => require("./swarm/describe.js").describe(args),
};

main(async () => {
  const [verb, ...args] = process.argv.slice(2);
  if (!Object.hasOwn(verbs, verb ?? ""))
    throw new UserError(
      `npm run swarm -- ${Object.keys(verbs).join(" | ")} expected${verb ? `, got "${verb}"` : ""}; ` +
        "add --help for what it does.",
    );
  return verbs[verb](args);
});
