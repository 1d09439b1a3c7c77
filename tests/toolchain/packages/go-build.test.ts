import { readdirSync } from "node:fs";
import { join } from "node:path";
import { goBuild, goCommand } from "../../../toolchain/packages/go-build";
import { fakeProgram, newFolder, removeFolders } from "../support";

afterAll(removeFolders);

test("a missing Go is one sentence that says for what and where to get it", async () => {
  await expect(goCommand("build pulumi", { PATH: newFolder() })).rejects.toThrow(
    "Go is needed to build pulumi, but there is no go on PATH: install a current Go from https://go.dev/dl, " +
      "or install pulumi (https://www.pulumi.com/docs/install), and run this again.",
  );
});

test("who has no Go is told that a docker-machine on PATH will do", async () => {
  await expect(goCommand("build docker-machine", { PATH: newFolder() })).rejects.toThrow(
    "install a current Go from https://go.dev/dl, or put docker-machine or rancher-machine on PATH, and run this again.",
  );
});

test("a Go that is too old is named with its version", async () => {
  const folder = newFolder();
  const go = fakeProgram(folder, "go", "go1.19.8");
  await expect(goCommand("build pulumi", { PATH: folder })).rejects.toThrow(
    `Go 1.21.0 or newer is needed to build pulumi, but ${go} is go1.19.8: install`,
  );
});

test("a Go that is new enough is used", async () => {
  const folder = newFolder();
  const go = fakeProgram(folder, "go", "go1.21");
  await expect(goCommand("build pulumi", { PATH: folder })).resolves.toBe(go);
});

test("a build that fails tells what go said, and leaves no file", async () => {
  const [folder, outputs] = [newFolder(), newFolder()];
  fakeProgram(folder, "go", "go1.26.0 no space left on device", 1);
  const program = { module: "pulumi", package: "example.com/x", output: join(outputs, "x") };
  await expect(goBuild(program, () => {}, { PATH: folder })).rejects.toThrow("no space left on device");
  expect(readdirSync(outputs)).toEqual([]);
});

test("what a killed build left is removed by the next one", async () => {
  const [folder, outputs] = [newFolder(), newFolder()];
  fakeProgram(folder, "go", "go1.26.0");
  fakeProgram(outputs, "x.4711.part");
  const program = { module: "pulumi", package: "example.com/x", output: join(outputs, "x") };
  await expect(goBuild(program, () => {}, { PATH: folder })).rejects.toThrow("ENOENT");
  expect(readdirSync(outputs)).toEqual([]);
});
