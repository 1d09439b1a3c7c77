import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { noteNode, recallNode } from "../../../../components/machine/store/node-notes";
import { forgetSpec, listRemembered, rememberSpec } from "../../../../components/machine/store/notes";

const storePath = mkdtempSync(join(tmpdir(), "node-notes-test-"));
afterAll(() => rmSync(storePath, { recursive: true, force: true }));

test("[ghost] A machine's node IDs are kept beside its spec, each once and the last one last, and go with the machine", () => {
  expect(recallNode(storePath, "m1")).toEqual({ ids: [] });
  rememberSpec({ name: "m1", driver: "kvm", storePath });
  noteNode(storePath, "m1", "a", {});
  noteNode(storePath, "m1", "b", { listenAddress: "10.0.0.1:2399" });
  noteNode(storePath, "m1", "a", { listenAddress: "10.0.0.1:2399", dataPathAddress: "eth1" });
  expect(recallNode(storePath, "m1")).toEqual({
    ids: ["b", "a"],
    listenAddress: "10.0.0.1:2399",
    dataPathAddress: "eth1",
  });
  expect(listRemembered(storePath).map(({ name }) => name)).toEqual(["m1"]);

  forgetSpec(storePath, "m1");
  expect(recallNode(storePath, "m1")).toEqual({ ids: [] });
});

test("A store without notes of this project gets none", () => {
  const foreign = join(storePath, "foreign");
  noteNode(foreign, "m1", "a", {});
  expect(existsSync(foreign)).toBe(false);
});
