import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  passphraseFile,
  pulumiEnvironment,
  rightsProblem,
  stateNotice,
} from "../../../toolchain/pulumi/environment";
import { projectFolder } from "../../../toolchain/shared/project";
import { cacheFolder } from "../../../lib/cache";
import type { PulumiCli } from "../../../toolchain/pulumi/cli";
import { newFolder, removeFolders } from "../support";

afterAll(removeFolders);

const cli = (home?: string): PulumiCli => ({ command: "/tools/pulumi", origin: "built", home });

/** What lets the Node processes that pulumi starts begin sooner. */
const fasterNode = {
  NODE_OPTIONS: `--require "${join(projectFolder, "toolchain", "pulumi", "preload.js")}"`,
  NODE_COMPILE_CACHE: cacheFolder("compiled"),
};

test("a person's own options of Node stay", () => {
  const own = { NODE_OPTIONS: "--no-warnings", NODE_COMPILE_CACHE: "/mine", PULUMI_BACKEND_URL: "theirs" };
  const env = pulumiEnvironment(cli(), newFolder(), own);
  expect(env.NODE_OPTIONS).toBe(`--no-warnings ${fasterNode.NODE_OPTIONS}`);
  expect(env.NODE_COMPILE_CACHE).toBe("/mine");
});

test("pulumi gets its own folder first on PATH, its home, the passphrase file and its backend's folder", () => {
  const [state, home] = [join(newFolder(), ".state"), join(newFolder(), "home")];
  const env = pulumiEnvironment(cli(home), state, { PATH: "/usr/bin", KEPT: "yes" });
  expect(env).toEqual({
    PATH: "/tools:/usr/bin",
    KEPT: "yes",
    PULUMI_HOME: home,
    PULUMI_SKIP_UPDATE_CHECK: "true",
    ...fasterNode,
    PULUMI_CONFIG_PASSPHRASE_FILE: join(state, "passphrase"),
  });
  expect(statSync(home).mode & 0o777).toBe(0o700);
  expect(existsSync(join(state, "backend"))).toBe(true);
});

test.each(["PULUMI_BACKEND_URL", "PULUMI_CONFIG_PASSPHRASE", "PULUMI_CONFIG_PASSPHRASE_FILE"])(
  "nothing of the project's state is made or set when the person has set %s, and the notice says so",
  (name) => {
    const state = join(newFolder(), ".state");
    const env = pulumiEnvironment(cli(), state, { PATH: "/usr/bin", [name]: "theirs" });
    expect(env).toEqual({
      PATH: "/tools:/usr/bin",
      PULUMI_SKIP_UPDATE_CHECK: "true",
      ...fasterNode,
      [name]: "theirs",
    });
    expect(existsSync(state)).toBe(false);
    expect(stateNotice(cli(), { [name]: "theirs" })).toContain(`as ${name} says`);
    expect(stateNotice(cli(), { [name]: "theirs" })).not.toContain("theirs");
  },
);

test("a login elsewhere is mentioned with the way to use it", () => {
  const home = newFolder();
  expect(stateNotice(cli(home), {})).toBeUndefined();
  mkdirSync(home, { recursive: true });
  writeFileSync(join(home, "credentials.json"), JSON.stringify({ current: "https://api.example.com" }));
  expect(stateNotice(cli(home), {})).toMatch(
    /logged in to https:\/\/api\.example\.com: set PULUMI_BACKEND_URL/,
  );
});

test("the passphrase is random, readable by its owner only, and alone in its folder", () => {
  const [one, other] = [newFolder(), newFolder()].map((folder) => join(folder, ".state"));
  const text = readFileSync(passphraseFile(one), "utf8");
  expect(text).toMatch(/^[\w-]{43}$/);
  expect(readFileSync(passphraseFile(other), "utf8")).not.toBe(text);
  expect(statSync(passphraseFile(one)).mode & 0o777).toBe(0o600);
  expect(readdirSync(one)).toEqual(["passphrase"]);
});

test("the passphrase is created once", () => {
  const folder = newFolder();
  const before = readFileSync(passphraseFile(folder), "utf8");
  expect(readFileSync(passphraseFile(folder), "utf8")).toBe(before);
});

test("A state that another user made, as by a run with sudo, is one sentence with a command that works", () => {
  const folder = newFolder();
  const denied = () => {
    throw Object.assign(new Error("EACCES"), { code: "EACCES" });
  };
  expect(rightsProblem(folder, denied)).toMatch(
    /(belongs to root, as after a run with sudo|is not yours): run this with sudo env "PATH=\$PATH" before it as well/,
  );
  expect(rightsProblem(folder)).toBeUndefined();
  expect(rightsProblem(join(folder, "none"), denied)).toBeUndefined();
});
