import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import versions from "../../../lib/versions.json";
import { archiveName, checksumOf, downloadPulumi } from "../../../toolchain/pulumi/release";
import { createSteps } from "../../../toolchain/shared/steps";
import { type Answer, ReleaseServer, sha256 } from "../release-server";
import { fakeProgram, keptLines, newFolder, removeFolders } from "../support";

const systems = [
  ["linux", "x64", "linux-x64.tar.gz"],
  ["linux", "arm64", "linux-arm64.tar.gz"],
  ["darwin", "x64", "darwin-x64.tar.gz"],
  ["darwin", "arm64", "darwin-arm64.tar.gz"],
  ["win32", "x64", "windows-x64.zip"],
  ["win32", "arm64", "windows-arm64.zip"],
] as const;

test.each(systems)("the release for %s %s is named as the publisher does", (platform, arch, end) => {
  expect(archiveName(platform, arch)).toBe(`pulumi-v${versions.pulumi}-${end}`);
});

test("the checksum of a file is found among those published", () => {
  const published = "aaa  pulumi-v1-linux-arm64.tar.gz\r\nbbb  pulumi-v1-linux-x64.tar.gz\n";
  expect(checksumOf("pulumi-v1-linux-x64.tar.gz", published)).toBe("bbb");
  expect(() => checksumOf("pulumi-v1-plan9-x64.tar.gz", published)).toThrow(
    "there is no release pulumi-v1-plan9",
  );
});

describe("The download", () => {
  const { platform, arch } = process;
  const server = new ReleaseServer();
  const kept = keptLines();
  const steps = createSteps(kept);
  const sums = `https://github.com/pulumi/pulumi/releases/download/v${versions.pulumi}/pulumi-${versions.pulumi}-checksums.txt`;
  const file = (name: string) => `https://get.pulumi.com/releases/sdk/${name}`;
  let parent: string;
  let folder: string;

  beforeAll(() => server.open());
  beforeEach(() => {
    server.reset();
    parent = newFolder();
    folder = join(parent, "release");
  });
  afterEach(() => as(platform, arch));
  afterAll(() => {
    server.close();
    removeFolders();
  });

  function as(system: string, processor: string): void {
    Object.defineProperty(process, "platform", { value: system });
    Object.defineProperty(process, "arch", { value: processor });
  }

  function archive(): Buffer {
    const content = newFolder();
    fakeProgram(join(content, "pulumi"), "pulumi", versions.pulumi);
    return execFileSync("tar", ["-cz", "-C", content, "pulumi"]);
  }

  function publish(name: string, content = archive(), answer: Answer = content): void {
    server.answers.set(sums, Buffer.from(`${sha256(content)}  ${name}\n`));
    server.answers.set(file(name), answer);
  }

  // GNU tar, which runs these tests, reads no zip file.
  test.each(systems.filter(([system]) => system !== "win32"))(
    "for %s %s is verified and unpacked",
    async (system, processor) => {
      as(system, processor);
      const name = archiveName(system, processor);
      publish(name);
      mkdirSync(join(parent, "release.4711.part"));
      await downloadPulumi(folder, steps);
      expect(readFileSync(join(folder, "pulumi"), "utf8")).toContain(versions.pulumi);
      expect(readdirSync(parent)).toEqual(["release"]);
      expect(server.asked).toEqual([sums, file(name)]);
      expect(kept.lines).toContain(
        `> pulumi ${versions.pulumi}: downloading the official release (usually 1 minute)`,
      );
    },
  );

  test.each([
    ["404", "not found", "get.pulumi.com cannot be used: HTTP status 404"],
    ["a server out of reach", "unreachable", "get.pulumi.com cannot be used: "],
    ["an archive that breaks off", "truncated", " broke off: "],
    ["another archive", Buffer.from("other"), "has the SHA-256 checksum "],
  ] as const)("leaves nothing after %s, on each system", async (_, answer, why) => {
    for (const [system, processor] of systems) {
      as(system, processor);
      publish(archiveName(system, processor), archive(), answer);
      await expect(downloadPulumi(folder, steps)).rejects.toThrow(why);
      expect(readdirSync(parent)).toEqual([]);
    }
  });

  test("without published checksums asks for no file", async () => {
    await expect(downloadPulumi(folder, steps)).rejects.toThrow("github.com cannot be used: HTTP status 404");
    expect(server.asked).toEqual([sums]);
    expect(existsSync(folder)).toBe(false);
  });

  test("follows a redirect", async () => {
    const content = archive();
    publish(archiveName(platform, arch), content, { movedTo: "https://elsewhere.example/file" });
    server.answers.set("https://elsewhere.example/file", content);
    await downloadPulumi(folder, steps);
    expect(readdirSync(folder)).toEqual(["pulumi"]);
  });
});
