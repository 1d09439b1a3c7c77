"use strict";
// The table of what goes wrong elsewhere and what happens here, with the tests that show it.

/**
 * One case of tests/reliability/cases.json.
 * @typedef {{id: string, happens: string, does: string}} Case
 */

/**
 * One test of a run.
 * @typedef {{file: string, title: string, status: string}} TestResult
 */

const head = `# Reliability

What goes wrong on machines and swarms that people already have, what this project does then, and the tests that show it.
A test's title begins with the name of its case. \`npm run reliability\` writes this page from the last whole \`npm test\`.

`;

/**
 * @param {readonly Case[]} cases
 * @param {readonly TestResult[]} results of all tests of a run
 * @returns {string} the page, as Markdown
 */
function reliabilityPage(cases, results) {
  const rows = cases.map((each) => row(each, results));
  const columns = ["case", "what happens", "what this project does", "shown by"];
  const lines = [columns, columns.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`);
  return `${head}${lines.join("\n")}\n`;
}

/**
 * @param {Case} each
 * @param {readonly TestResult[]} results
 * @returns {string[]} the cells of its row
 */
function row({ id, happens, does }, results) {
  const tests = results.filter(({ title }) => title.includes(`[${id}]`));
  const files = [...new Set(tests.map(({ file }) => file))].sort();
  const shown = files.map((file) => {
    const passed = tests.filter((test) => test.file === file && test.status === "passed").length;
    const all = tests.filter((test) => test.file === file).length;
    return `\`${file}\` (${passed === all ? passed : `${passed} of ${all}`})`;
  });
  return [`\`${id}\``, happens, does, shown.join(", ") || "no test"];
}

module.exports = { reliabilityPage };
