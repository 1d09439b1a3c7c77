import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { passphraseFile } from "../../toolchain/passphrase";
import { newFolder, removeFolders } from "./support";

afterAll(removeFolders);

test("the passphrase is random, readable by its owner only, and alone in its folder", () => {
  const [one, other] = [newFolder(), newFolder()].map((folder) => join(folder, ".state"));
  const text = readFileSync(passphraseFile(one), "utf8");
  expect(text).toMatch(/^[\w-]{43}$/);
  expect(readFileSync(passphraseFile(other), "utf8")).not.toBe(text);
  expect(statSync(passphraseFile(one)).mode & 0o777).toBe(0o600);
  expect(readdirSync(one)).toEqual(["passphrase"]);
});

test("the passphrase is made once", () => {
  const folder = newFolder();
  const before = readFileSync(passphraseFile(folder), "utf8");
  expect(readFileSync(passphraseFile(folder), "utf8")).toBe(before);
});
