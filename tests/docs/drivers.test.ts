import { readFileSync } from "node:fs";
import { join } from "node:path";
import { genericShape } from "../../components/machine/drivers/generic";
import { hypervShape } from "../../components/machine/drivers/hyperv";
import { noneShape } from "../../components/machine/drivers/none";
import { virtualboxShape } from "../../components/machine/drivers/virtualbox";
import { knownDrivers } from "../../components/machine/drivers/driver";

const page = readFileSync(join(__dirname, "../../docs/drivers.md"), "utf8");
const computer = { memoryMb: 8192, cpus: 4 };

/** The first column of the table in a chapter. */
function rowsOf(driver: string): string[] {
  const chapter = page.split(/^## /m).find((text) => text.startsWith(`${driver}\n`)) ?? "";
  return [...chapter.matchAll(/^\| `(\w+)`/gm)].map(([, option]) => option);
}

test.each([
  ["virtualbox", virtualboxShape(computer)],
  ["hyperv", hypervShape(computer)],
  ["generic", genericShape()],
  ["none", noneShape()],
])("The page has every option of %s, and no other", (driver, { shape }) => {
  expect(rowsOf(driver)).toEqual(Object.keys(shape));
});

test.each(knownDrivers)("The page names driver %s", (driver) => {
  expect(page).toMatch(new RegExp(`\\b${driver}\\b`));
});
