import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { areInstalled } from "../../../toolchain/packages/npm";
import { newFolder, removeFolders } from "../support";

afterAll(removeFolders);

const wanted = {
  "": { version: "0.1.0" },
  "node_modules/zod": { version: "4.6.7" },
  "node_modules/only-elsewhere": { version: "1.0.0", optional: true },
};

/** A project with a package-lock.json and npm's record of what is installed. */
function project(installed?: object): string {
  const folder = newFolder();
  writeFileSync(join(folder, "package-lock.json"), JSON.stringify({ packages: wanted }));
  if (!installed) return folder;
  mkdirSync(join(folder, "node_modules"));
  writeFileSync(join(folder, "node_modules", ".package-lock.json"), JSON.stringify({ packages: installed }));
  return folder;
}

test("what package-lock.json wants counts as installed, without the optional packages of other systems", () => {
  expect(areInstalled(project({ "node_modules/zod": { version: "4.6.7" } }))).toBe(true);
});

test("another version, a missing package and a killed install do not count", () => {
  expect(areInstalled(project({ "node_modules/zod": { version: "4.6.6" } }))).toBe(false);
  expect(areInstalled(project({}))).toBe(false);
  expect(areInstalled(project())).toBe(false);
});
