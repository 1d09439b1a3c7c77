"use strict";
// npm run reliability: writes docs/reliability.md from the results of the last whole `npm test`.
const fs = require("node:fs");
const path = require("node:path");
const { main, UserError } = require("../lib/command.js");
const { lastResults } = require("./jest-tests.js");
const { projectFolder } = require("./shared/project.js");
const { reliabilityPage } = require("./reliability-page.js");

main(async () => {
  const results = lastResults();
  if (results.length === 0)
    throw new UserError("There are no results of a whole test run yet: run npm test first.");
  const cases = JSON.parse(fs.readFileSync(path.join(projectFolder, "tests/reliability/cases.json"), "utf8"));
  fs.writeFileSync(path.join(projectFolder, "docs/reliability.md"), reliabilityPage(cases, results));
  return 0;
});
