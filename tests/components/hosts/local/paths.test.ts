import { mkdtempSync, realpathSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { hostPlace, isHostBridge, placeOf, vethName } from "../../../../components/hosts/local/paths";

test("Folders have different ids, and one folder the same at every call, by whatever path", () => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "names-test-")));
  symlinkSync(folder, `${folder}.link`);
  try {
    const place = placeOf(join(folder, "hosts"));
    expect(placeOf(join(`${folder}.link`, "hosts"))).toEqual(place);
    expect(placeOf(relative(process.cwd(), join(folder, "hosts")))).toEqual(place);
    expect(placeOf(join(folder, "other")).id).not.toBe(place.id);
  } finally {
    rmSync(`${folder}.link`);
    rmSync(folder, { recursive: true });
  }
});

test("Names of interfaces have at most 15 characters, in the largest network too, and none is a bridge's", () => {
  const place = placeOf("/somewhere");
  const names = [11, 254, 2 ** 24 - 2].map((index) => vethName(place, index));
  expect(new Set(names).size).toBe(3);
  for (const name of names) expect(name.length).toBeLessThanOrEqual(15);
  expect(names.filter(isHostBridge)).toEqual([]);
  expect(isHostBridge(place.bridge)).toBe(true);
  expect(["sw-house", "docker0", "br-sw"].filter(isHostBridge)).toEqual([]);
});

test("What belongs to a host bears the id of its folder and its name", () => {
  const place = placeOf("/somewhere");
  expect(hostPlace(place, "node1")).toMatchObject({
    folder: "/somewhere/hosts/node1",
    unique: `sw-${place.id}-node1`,
  });
});

test.each(["", "..", "a/b", "-a", "a-", "a b", "ä", "a".repeat(65)])("%j cannot be a host name", (name) => {
  expect(() => hostPlace(placeOf("/somewhere"), name)).toThrow("cannot be a host name");
});
