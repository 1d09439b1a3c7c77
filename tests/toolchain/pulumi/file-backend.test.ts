import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { repairFileBackend } from "../../../toolchain/pulumi/file-backend";

let backend = "";
let folder = "";
beforeEach(() => {
  backend = mkdtempSync(join(tmpdir(), "backend-"));
  folder = join(backend, ".pulumi", "stacks", "swarm");
  mkdirSync(folder, { recursive: true });
});
afterEach(() => rmSync(backend, { recursive: true, force: true }));

test("[torn-backend] an empty state is replaced by the copy beside it; all others stay as they are", () => {
  write({
    "cut.json": "",
    "cut.json.bak": "before",
    "whole.json": "now",
    "whole.json.bak": "before",
    "lost.json": "",
  });

  expect(repairFileBackend(backend)).toEqual([
    "the state of cut was empty, as after a power cut: the one before is in its place",
  ]);

  const text = (name: string) => readFileSync(join(folder, name), "utf8");
  expect([text("cut.json"), text("whole.json"), text("lost.json")]).toEqual(["before", "now", ""]);
  expect(repairFileBackend(backend)).toEqual([]);
});

test("[torn-backend] empty attributes, at which Pulumi stops with EOF, are removed wherever they are; those that are whole stay", () => {
  write({
    "dev.json": "now",
    "dev.json.attrs": "",
    "dev.json.bak.attrs": "{}",
    "../../meta.yaml.attrs": "",
  });

  expect(repairFileBackend(backend)).toEqual([]);

  const isThere = (name: string) => existsSync(join(folder, name));
  expect(["dev.json", "dev.json.attrs", "dev.json.bak.attrs", "../../meta.yaml.attrs"].map(isThere)).toEqual([
    true,
    false,
    true,
    false,
  ]);
});

test("where there is no backend yet there is nothing to do", () => {
  expect(repairFileBackend(join(backend, "none"))).toEqual([]);
});

/** Files of the stacks' folder by their names. */
function write(files: Record<string, string>): void {
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
}
