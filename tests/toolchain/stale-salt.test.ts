import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { removeStaleSalt } from "../../toolchain/stale-salt";
import { newFolder, removeFolders } from "./support";

afterAll(removeFolders);

/** What is left of a stack's settings. */
function afterwards(settings: string): string {
  const folder = newFolder();
  const file = join(folder, "Pulumi.dev.yaml");
  writeFileSync(file, settings);
  removeStaleSalt(folder, "dev");
  return readFileSync(file, "utf8");
}

test("the salt of a passphrase that is gone is removed, and nothing else", () => {
  expect(afterwards("# mine\nconfig:\n  swarm:driver: auto\nencryptionsalt: v1:a=:v1:b:c==\n")).toBe(
    "# mine\nconfig:\n  swarm:driver: auto\n",
  );
});

test("settings with encrypted values keep the salt that these need", () => {
  const settings = "encryptionsalt: v1:a=:v1:b:c==\nconfig:\n  swarm:token:\n    secure: v1:x\n";
  expect(afterwards(settings)).toBe(settings);
});

test("a stack without settings is left without", () => {
  expect(() => removeStaleSalt(newFolder(), "dev")).not.toThrow();
});
