import { chmodSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { findBatchFile, programName, which } from "../../lib/which";
import { fakeProgram, newFolder, removeFolders } from "../toolchain/support";

afterAll(removeFolders);

test("all of PATH is searched for the preferred name first", () => {
  const [one, two] = [newFolder(), newFolder()];
  const other = fakeProgram(one, "other");
  const preferred = fakeProgram(two, "preferred");
  const env = { PATH: `${one}:${two}` };
  expect(which(["preferred", "other"], env)).toBe(preferred);
  expect(which("other", env)).toBe(other);
  expect(which("third", env)).toBeUndefined();
});

test("a folder, a file that cannot be executed and a relative folder of PATH hold no program", () => {
  const [one, two] = [newFolder(), newFolder()];
  mkdirSync(join(one, "tool"));
  chmodSync(fakeProgram(two, "tool"), 0o644);
  expect(which("tool", { PATH: `${one}:${two}::.` })).toBeUndefined();
});

test("on Windows an .exe is a program, and a batch file is only told of", () => {
  const folder = newFolder();
  const batch = fakeProgram(folder, "tool.cmd");
  const env = { PATH: `C:\\nowhere;${folder}`, PATHEXT: ".COM;.EXE;.BAT;.CMD" };
  expect(which("tool", env, "win32")).toBeUndefined();
  expect(findBatchFile("tool", env, "win32")).toBe(batch);
  const program = fakeProgram(folder, "tool.exe");
  expect(which("tool", env, "win32")).toBe(program);
  expect(which("tool.exe", env, "win32")).toBe(program);
});

test("nowhere else a batch file is looked for", () => {
  const folder = newFolder();
  fakeProgram(folder, "tool.cmd");
  expect(findBatchFile("tool", { PATH: folder }, "linux")).toBeUndefined();
});

test("a program's file has its extension on Windows only", () => {
  expect([programName("tool", "win32"), programName("tool", "linux")]).toEqual(["tool.exe", "tool"]);
});
