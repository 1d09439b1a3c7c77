import { readFileSync } from "node:fs";
import { join } from "node:path";
import { keySettings } from "../../components/swarm/keys/settings";
import { nodeSettings } from "../../components/swarm/node/settings";
import type { Settings } from "../../components/swarm/setting";
import { swarmSettings } from "../../components/swarm/swarm/settings";
import { upgradeSettings } from "../../components/swarm/upgrade/settings";
import { tokenSettings } from "../../components/swarm/tokens/settings";

const page = readFileSync(join(__dirname, "../../docs/settings.md"), "utf8");

/** The table of a chapter: key, meaning, default and change of each row. */
function rowsOf(chapter: string): string[][] {
  const text = page.split(/^## /m).find((each) => each.startsWith(`${chapter}\n`)) ?? "";
  const rows = text.split("\n").filter((line) => line.startsWith("| `"));
  return rows.map((row) =>
    row
      .split("|")
      .slice(1, 5)
      .map((cell) => cell.trim()),
  );
}

const rowsFor = (settings: Settings) =>
  Object.entries(settings).map(([key, { meaning, default: value, change }]) => [
    `\`${key}\``,
    meaning,
    value,
    change,
  ]);

const byKey = (one: string[], other: string[]) => one[0].localeCompare(other[0]);

test("The page describes every cluster-wide setting as the code does, and no other", () => {
  const expected = rowsFor({ ...swarmSettings, ...tokenSettings, ...keySettings, ...upgradeSettings });

  expect(rowsOf("The swarm").sort(byKey)).toEqual(expected.sort(byKey));
});

test("The page describes every setting of a node as the code does, and no other", () => {
  const [name, ...rows] = rowsOf("A node");

  expect(name[0]).toBe("`name`");
  expect(rows).toEqual(rowsFor(nodeSettings));
});
