import { execFileSync } from "node:child_process";
import { readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { tarCommand, unpack } from "../../../toolchain/packages/unpack";
import { newFolder, removeFolders } from "../support";

const { platform } = process;
afterEach(() => void Object.defineProperty(process, "platform", { value: platform }));
afterAll(removeFolders);

function archive(...flags: string[]): string {
  const folder = newFolder();
  for (const name of ["one", "two"]) writeFileSync(join(folder, name), name);
  execFileSync("tar", [...flags, "-czf", join(folder, "archive.tar.gz"), "-C", folder, "one", "two"]);
  return join(folder, "archive.tar.gz");
}

test("all members of an archive, or the named ones, are unpacked", async () => {
  const [all, some] = [newFolder(), newFolder()];
  await unpack(archive(), all);
  await unpack(archive(), some, ["two"]);
  expect(readdirSync(all)).toEqual(["one", "two"]);
  expect(readdirSync(some)).toEqual(["two"]);
});

test("the files belong to whoever unpacks them, and nobody else may write them", async () => {
  const folder = newFolder();
  await unpack(archive("--owner=4711", "--group=4711", "--mode=a+rwx"), folder);
  const { uid, gid, mode } = statSync(join(folder, "one"));
  expect([uid, gid]).toEqual([process.getuid!(), process.getgid!()]);
  expect(mode & 0o777 & process.umask()).toBe(0);
});

test("a missing member and a file that is no archive are errors that name the archive", async () => {
  await expect(unpack(archive(), newFolder(), ["three"])).rejects.toThrow(
    /^archive\.tar\.gz cannot be unpacked: .*three/,
  );
  await expect(unpack(__filename, newFolder())).rejects.toThrow(/^unpack\.test\.ts cannot be unpacked: ./);
});

test("on Windows it is the system's own tar, whatever is on PATH", () => {
  expect(tarCommand()).toBe("tar");
  Object.defineProperty(process, "platform", { value: "win32" });
  expect(tarCommand({ SystemRoot: "D:\\Windows" })).toBe("D:\\Windows\\System32\\tar.exe");
  expect(tarCommand({})).toBe("C:\\Windows\\System32\\tar.exe");
});
