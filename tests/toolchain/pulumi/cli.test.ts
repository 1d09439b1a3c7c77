import { execFileSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { findPulumiCli, pulumiCli } from "../../../toolchain/pulumi/cli";
import { archiveName } from "../../../toolchain/pulumi/release";
import { createSteps } from "../../../toolchain/shared/steps";
import versions from "../../../lib/versions.json";
import { ReleaseServer, sha256 } from "../release-server";
import { fakeProgram, keptLines, newFolder, removeFolders } from "../support";

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

describe("A pulumi that is not there", () => {
  const server = new ReleaseServer();
  const kept = keptLines();
  const steps = createSteps(kept);
  // node and tar run with this process's own PATH; what is looked for has this one.
  const withoutGo = () => ({ PATH: onPath });

  beforeAll(() => server.open());
  beforeEach(() => server.reset());
  afterAll(() => server.close());

  function publish(): void {
    const name = archiveName(process.platform, process.arch);
    const content = newFolder();
    fakeProgram(join(content, "pulumi"), "pulumi");
    const archive = execFileSync("tar", ["-cz", "-C", content, "pulumi"]);
    const release = `https://github.com/pulumi/pulumi/releases/download/v${versions.pulumi}`;
    const sums = `${sha256(archive)}  ${name}\n`;
    server.answers.set(`${release}/pulumi-${versions.pulumi}-checksums.txt`, Buffer.from(sums));
    server.answers.set(`https://get.pulumi.com/releases/sdk/${name}`, archive);
  }

  test("is downloaded, without Go, once", async () => {
    publish();
    const cli = await pulumiCli(steps, withoutGo());
    expect(cli).toMatchObject({ command: join(own("release"), "pulumi"), origin: "release" });
    const asked = server.asked.length;
    expect(await pulumiCli(steps, withoutGo())).toEqual(cli);
    expect(server.asked).toHaveLength(asked);
  });

  test("is refused where it can be neither downloaded nor built, and tried again", async () => {
    await expect(pulumiCli(steps, withoutGo())).rejects.toThrow(
      /^Go is needed to build pulumi, .*or install pulumi \(https:\S+\), and run this again\.$/,
    );
    expect(kept.lines.pop()).toBe(
      `  the official release of pulumi ${versions.pulumi} cannot be used: github.com cannot be used: HTTP status 404`,
    );
    publish();
    expect((await pulumiCli(steps, withoutGo())).origin).toBe("release");
  });
});
