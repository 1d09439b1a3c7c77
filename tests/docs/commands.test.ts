import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { blocksOf, missingFrom, pages } from "../support/documented";

// Every block of commands in a page is run by an end-to-end test, or says above itself why it cannot be.

const project = join(__dirname, "../..");
const stories = readdirSync(join(project, "tests/e2e"), { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".ts"))
  .map((file) => readFileSync(join(project, "tests/e2e", file), "utf8"));
const blocks = pages.flatMap(blocksOf);

test("The pages have blocks of commands, and each has a command", () => {
  expect(blocks.length).toBeGreaterThan(20);
  expect(blocks.filter(({ steps }) => steps.length === 0)).toEqual([]);
});

test("Each block is run by a test, or says why it is not", () => {
  const forgotten = blocks.filter(
    ({ place, exception }) => !exception && !stories.some((story) => story.includes(`"${place}"`)),
  );

  expect(forgotten.map(({ place, steps }) => `${place}: ${steps[0]!.command}`)).toEqual([]);
});

test("What a test runs in another form is named by a file that is there", () => {
  const named = blocks.flatMap(({ exception }) => exception?.match(/tests\/[\w/.-]+\.ts/g) ?? []);

  expect(named.filter((file) => !existsSync(join(project, file)))).toEqual([]);
});

test("No block has a single quote: cmd of Windows takes it for a part of the word", () => {
  const quoted = blocks.flatMap(({ steps }) => steps.filter(({ command }) => command.includes("'")));

  expect(quoted.map(({ command }) => command)).toEqual([]);
});

test("Output may have more lines and words than a page shows, and is missed where it differs", () => {
  const output = "ID   HOSTNAME STATUS\nabc1 node1    Ready\nabc2 node2    Down\n";

  expect(missingFrom(output, ["HOSTNAME STATUS", "a…1 node1 Ready"])).toEqual([]);
  expect(missingFrom(output, ["node1 Ready", "node2 Ready"])).toEqual(["node2 Ready"]);
  expect(missingFrom(output, ["node2 Down", "node1 Ready"])).toEqual(["node1 Ready"]);
});
