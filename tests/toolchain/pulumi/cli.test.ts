import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { findPulumiCli } from "../../../toolchain/pulumi/cli";
import versions from "../../../lib/versions.json";
import { fakeProgram, newFolder, removeFolders } from "../support";

let cache: string;
let onPath: string;
const env = (more: NodeJS.ProcessEnv = {}) => ({ PATH: `${onPath}:/usr/bin:/bin`, ...more });
const own = (kind: string) => join(cache, "pulumi-docker-machine-swarm", "pulumi", versions.pulumi, kind);

beforeEach(() => {
  cache = process.env.XDG_CACHE_HOME = newFolder();
  onPath = newFolder();
});
afterAll(removeFolders);

/** The files that a build from modules leaves. */
function fakeBuild(): string {
  fakeProgram(own("built"), "pulumi-language-nodejs");
  fakeProgram(own("built"), "pulumi-resource-pulumi-nodejs");
  return fakeProgram(own("built"), "pulumi");
}

test("a pulumi on PATH that is new enough is used, with the person's own home", async () => {
  fakeBuild();
  const command = fakeProgram(onPath, "pulumi", "v3.216.0");
  expect(await findPulumiCli(env())).toEqual({ command, origin: "path", home: undefined });
  expect(await findPulumiCli(env({ PULUMI_HOME: "/p" }))).toEqual({ command, origin: "path", home: "/p" });
});

test("a pulumi on PATH that is too old is passed over", async () => {
  fakeProgram(onPath, "pulumi", "v3.215.0");
  expect(await findPulumiCli(env())).toBeUndefined();
});

test("a pulumi on PATH that was replaced by a newer one is asked again", async () => {
  fakeProgram(onPath, "pulumi", "v3.99.0");
  expect(await findPulumiCli(env())).toBeUndefined();
  fakeProgram(onPath, "pulumi", "v3.300.0");
  expect((await findPulumiCli(env()))?.origin).toBe("path");
});

test("the official release comes before one built from modules, each with a home in the cache", async () => {
  const built = fakeBuild();
  const home = join(cache, "pulumi-docker-machine-swarm", "pulumi-home", versions.pulumi);
  expect(await findPulumiCli(env())).toEqual({ command: built, origin: "built", home });
  const release = fakeProgram(own("release"), "pulumi");
  expect(await findPulumiCli(env())).toEqual({ command: release, origin: "release", home });
});

test("a home that the person set is kept", async () => {
  fakeBuild();
  expect((await findPulumiCli(env({ PULUMI_HOME: "/their/home" })))?.home).toBe("/their/home");
});

test("a build that lacks a part is none", async () => {
  mkdirSync(own("built"), { recursive: true });
  fakeProgram(own("built"), "pulumi");
  expect(await findPulumiCli(env())).toBeUndefined();
});
