import { readFileSync } from "node:fs";
import { join } from "node:path";
import { driverNames, drivers } from "../../components/machine/drivers";

const page = readFileSync(join(__dirname, "../../docs/drivers.md"), "utf8");
const chapters = page.split(/^## /m).slice(1);
const computer = { memoryMb: 8192, cpus: 4 };

test.each(drivers)("The page has a chapter on driver $name with every option, and no other", (driver) => {
  const chapter = chapters.find((text) => text.startsWith(`${driver.name}\n`));
  const rows = [...(chapter ?? "").matchAll(/^\| `(\w+)`/gm)].map(([, option]) => option);

  expect(chapter).toBeDefined();
  expect(rows).toEqual(Object.keys(driver.options(computer).shape));
});

test.each(drivers)("The chapter on driver $name shows the command of docker-machine", (driver) => {
  const chapter = chapters.find((text) => text.startsWith(`${driver.name}\n`));

  expect(chapter).toMatch(new RegExp(` create --driver=${driver.machineDriver} "?--${driver.flagPrefix}\\w`));
});

test.each(driverNames)("The page names driver %s", (name) => {
  expect(page).toMatch(new RegExp(`\\b${name}\\b`));
});
