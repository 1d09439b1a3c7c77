import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { restoreEmptyStates } from "../../../toolchain/pulumi/checkpoint";

let backend = "";
beforeEach(() => (backend = mkdtempSync(join(tmpdir(), "backend-"))));
afterEach(() => rmSync(backend, { recursive: true, force: true }));

test("an empty state is replaced by the copy beside it; all others stay as they are", () => {
  const folder = join(backend, ".pulumi", "stacks", "swarm");
  mkdirSync(folder, { recursive: true });
  const files = {
    "killed.json": "",
    "killed.json.bak": "before",
    "whole.json": "now",
    "whole.json.bak": "before",
    "lost.json": "",
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);

  expect(restoreEmptyStates(backend)).toEqual([
    "the state of killed was empty, as after a kill: the one before is in its place",
  ]);

  const text = (name: string) => readFileSync(join(folder, name), "utf8");
  expect([text("killed.json"), text("whole.json"), text("lost.json")]).toEqual(["before", "now", ""]);
  expect(restoreEmptyStates(backend)).toEqual([]);
});

test("where there is no backend yet there is nothing to do", () => {
  expect(restoreEmptyStates(join(backend, "none"))).toEqual([]);
});
