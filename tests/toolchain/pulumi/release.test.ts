import { archiveName, checksumOf } from "../../../toolchain/pulumi/release";
import versions from "../../../lib/versions.json";

test.each([
  ["linux", "x64", "linux-x64.tar.gz"],
  ["darwin", "arm64", "darwin-arm64.tar.gz"],
  ["win32", "x64", "windows-x64.zip"],
] as const)("the release for %s %s is named as the publisher does", (platform, arch, end) => {
  expect(archiveName(platform, arch)).toBe(`pulumi-v${versions.pulumi}-${end}`);
});

test("the checksum of a file is found among those published", () => {
  const published = "aaa  pulumi-v1-linux-arm64.tar.gz\r\nbbb  pulumi-v1-linux-x64.tar.gz\n";
  expect(checksumOf("pulumi-v1-linux-x64.tar.gz", published)).toBe("bbb");
  expect(() => checksumOf("pulumi-v1-plan9-x64.tar.gz", published)).toThrow(
    "there is no release pulumi-v1-plan9",
  );
});
