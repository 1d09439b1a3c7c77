import fs, { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createFile, removeDrafts, replaceFile, viaDraft } from "../../lib/atomic-write";
import { newFolder, removeFolders } from "../toolchain/support";

afterAll(removeFolders);

test("a file is replaced whole, with its permissions", () => {
  const file = join(newFolder(), "file");
  writeFileSync(file, "old", { mode: 0o644 });
  replaceFile(file, "new", { mode: 0o600 });
  expect(readFileSync(file, "utf8")).toBe("new");
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(readdirSync(join(file, ".."))).toEqual(["file"]);
});

test.each([undefined, "EPERM", "ENOSYS"])("[no-hard-links] a file is created once (link: %s)", (code) => {
  const link = jest.spyOn(fs, "linkSync");
  if (code)
    link.mockImplementation(() => {
      throw Object.assign(new Error(code), { code });
    });
  const file = join(newFolder(), "file");
  expect([createFile(file, "first"), createFile(file, "second")]).toEqual([true, false]);
  link.mockRestore();
  expect(readFileSync(file, "utf8")).toBe("first");
  expect(readdirSync(join(file, ".."))).toEqual(["file"]);
});

test("any other trouble with a new file is passed on", () => {
  expect(() => createFile(join(newFolder(), "no", "file"), "")).toThrow(/ENOENT/);
});

test("what longer work makes appears when it is whole, and not at all when it fails", async () => {
  const target = join(newFolder(), "deep", "folder");
  const failing = viaDraft(target, async (draft) => {
    mkdirSync(draft);
    throw new Error("no disk");
  });
  await expect(failing).rejects.toThrow("no disk");
  expect(readdirSync(join(target, ".."))).toEqual([]);
  await viaDraft(target, async (draft) => mkdirSync(draft));
  expect(existsSync(target)).toBe(true);
});

test("only drafts of the same target are removed", () => {
  const folder = newFolder();
  for (const name of ["tool", "tool.1.part", "tool2.1.part"]) writeFileSync(join(folder, name), "");
  removeDrafts(join(folder, "tool"));
  expect(readdirSync(folder)).toEqual(["tool", "tool2.1.part"]);
});
