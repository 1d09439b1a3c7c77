import { execFileSync } from "node:child_process";
import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { defineGitFilter, refreshGitIndex, removeStaleSalt } from "../../../toolchain/pulumi/salt";
import { newFolder, removeFolders } from "../support";

afterAll(removeFolders);

const settings = "config:\n  swarm:driver: auto\n";
const salt = "encryptionsalt: v1:abc=:v1:def:ghi==\n";

/** A clone with one settings file, committed. */
function clone(): { folder: string; git: (...args: string[]) => string; file: string } {
  const folder = newFolder();
  const identity = ["-c", "user.name=t", "-c", "user.email=t@example.com", "-c", "commit.gpgsign=false"];
  const git = (...args: string[]) =>
    execFileSync("git", [...identity, ...args], { cwd: folder, encoding: "utf8" });
  const file = join(folder, "Pulumi.dev.yaml");
  git("init", "--quiet");
  writeFileSync(join(folder, ".gitattributes"), "Pulumi.*.yaml filter=pulumi-salt\n");
  writeFileSync(file, settings);
  git("add", "--all");
  git("commit", "--quiet", "--message", "settings");
  return { folder, git, file };
}

test("the salt that pulumi writes leaves the tree clean, and stays in the file", () => {
  const { folder, git, file } = clone();
  defineGitFilter(folder);
  appendFileSync(file, salt);
  refreshGitIndex(folder);
  expect(git("status", "--porcelain")).toBe("");
  expect(readFileSync(file, "utf8")).toBe(settings + salt);
});

test("a salt written before the first set-up leaves the tree clean, too", () => {
  const { folder, git, file } = clone();
  appendFileSync(file, salt);
  expect(git("status", "--porcelain")).not.toBe("");
  defineGitFilter(folder);
  refreshGitIndex(folder);
  expect(git("status", "--porcelain")).toBe("");
});

test("a person's change beside the salt is shown without the salt, and not staged", () => {
  const { folder, git, file } = clone();
  defineGitFilter(folder);
  writeFileSync(file, settings.replace("auto", "virtualbox") + salt);
  refreshGitIndex(folder);
  expect(git("status", "--porcelain")).toBe(" M Pulumi.dev.yaml\n");
  expect(git("diff")).not.toContain("encryptionsalt");
  expect(git("diff")).toContain("+  swarm:driver: virtualbox");
});

test("defining the filter again changes nothing", () => {
  const { folder } = clone();
  defineGitFilter(folder);
  const config = readFileSync(join(folder, ".git", "config"), "utf8");
  defineGitFilter(folder);
  expect(readFileSync(join(folder, ".git", "config"), "utf8")).toBe(config);
});

test("outside a clone nothing happens", () => {
  const folder = newFolder();
  expect(() => defineGitFilter(folder)).not.toThrow();
  expect(() => refreshGitIndex(folder)).not.toThrow();
});

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
