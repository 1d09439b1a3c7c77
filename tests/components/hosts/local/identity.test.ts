import { cpSync, existsSync, mkdirSync, mkdtempSync, realpathSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { copyProblem, idOf, newIdOf, writeId } from "../../../../components/hosts/local/identity";
import { register, unregister } from "../../../../components/hosts/local/registry";

const { XDG_CACHE_HOME } = process.env;
let folder = "";
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), "identity-")));
  process.env.XDG_CACHE_HOME = join(folder, "cache");
});
afterEach(() => {
  if (XDG_CACHE_HOME === undefined) delete process.env.XDG_CACHE_HOME;
  else process.env.XDG_CACHE_HOME = XDG_CACHE_HOME;
  rmSync(folder, { recursive: true, force: true });
});

/** A folder with a host, as an `up` leaves it. */
function hostsIn(name: string): { directory: string; id: string } {
  const directory = join(folder, name, "hosts");
  const id = newIdOf(directory);
  mkdirSync(join(directory, "hosts", "node1"), { recursive: true });
  writeId(directory, id);
  register(id, directory);
  return { directory, id };
}

test("[moved-clone] A folder keeps its id when it, or one around it, is moved", () => {
  const { id } = hostsIn("a");
  renameSync(join(folder, "a"), join(folder, "b"));
  const moved = join(folder, "b", "hosts");
  expect([idOf(moved), newIdOf(moved)]).toEqual([id, id]);
  expect(copyProblem(moved)).toBeUndefined();
});

test("[moved-clone] A folder of version 0.1.0 has the id that its path gave it, also when it is gone", () => {
  const directory = join(folder, "old", "hosts");
  const id = newIdOf(directory);
  mkdirSync(join(directory, "hosts"), { recursive: true });
  expect([idOf(directory), newIdOf(directory)]).toEqual([id, id]);
  rmSync(directory, { recursive: true });
  expect(idOf(directory)).toBe(id);
});

test("[moved-clone] A folder made where one was moved away gets an id of its own", () => {
  const { directory, id } = hostsIn("a");
  renameSync(join(folder, "a"), join(folder, "b"));
  expect(newIdOf(directory)).not.toBe(id);
  expect(newIdOf(directory)).toBe(newIdOf(directory));
  unregister(id);
  expect(newIdOf(directory)).toBe(id);
});

test("[moved-clone] A copy is refused as long as the original is there, and what to do is said", () => {
  const { directory, id } = hostsIn("a");
  const copy = join(folder, "b", "hosts");
  cpSync(join(folder, "a"), join(folder, "b"), { recursive: true });
  expect(copyProblem(copy)).toContain(
    `${copy} is a copy of ${directory}, and the hosts of both would be the same`,
  );
  expect(copyProblem(directory)).toBeUndefined();
  rmSync(directory, { recursive: true });
  expect(existsSync(directory)).toBe(false);
  expect(copyProblem(copy)).toBeUndefined();
  expect(idOf(copy)).toBe(id);
});
