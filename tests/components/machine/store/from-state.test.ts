import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { layOutState } from "../../../../components/machine/store/from-state";

let folder = "";
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "from-state-"))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const type = "pulumi-nodejs:dynamic/swarm:MachineKeys";
const keys = (machine: string, text: string) => ({
  type,
  outputs: { storePath: folder, machine, keys: { plaintext: JSON.stringify(text) } },
});
const bundle = (machine: string) =>
  JSON.stringify({
    version: 1,
    machine,
    files: { [`machines/${machine}/config.json`]: "{}", [`specs/${machine}.json`]: '{"driver":"generic"}' },
  });

test("the keys in an export are laid out, and which machines are new here is told in order", () => {
  const resources = [keys("b", bundle("b")), keys("a", bundle("a")), { type: "swarm:index:Machine" }];

  expect(layOutState({ deployment: { resources } })).toEqual({ machines: ["a", "b"], said: [] });
  expect(existsSync(join(folder, "machines", "a", "config.json"))).toBe(true);
  expect(layOutState({ deployment: { resources } })).toEqual({ machines: [], said: [] });
});

test("what is not decrypted, and what is no bundle, is passed over", () => {
  const sealed = { type, outputs: { storePath: folder, machine: "a", keys: { ciphertext: "v1:x" } } };

  expect(layOutState({ deployment: { resources: [sealed, keys("b", "no bundle")] } })).toEqual({
    machines: [],
    said: [],
  });
  expect(layOutState({})).toEqual({ machines: [], said: [] });
});

test("[foreign-store] a machine that the state does not know stays in a store that other stacks may share", () => {
  const resources = [keys("a", bundle("a")), keys("b", bundle("b"))];
  layOutState({ deployment: { resources } });

  expect(layOutState({ deployment: { resources: [keys("a", bundle("a"))] } })).toEqual({
    machines: [],
    said: [],
  });
  expect(existsSync(join(folder, "machines", "b", "config.json"))).toBe(true);
});
