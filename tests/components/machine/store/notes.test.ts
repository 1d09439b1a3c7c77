import { existsSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  forgetSpec,
  isUnfinished,
  knownHostsFile,
  markFinished,
  markUnfinished,
  recallSpec,
  rememberSpec,
} from "../../../../components/machine/store/notes";

const folder = mkdtempSync(join(tmpdir(), "remembered-test-"));
const storePath = join(folder, "store");
const spec = { name: "m1", driver: "kvm", storePath, environment: { TOKEN: "x" } };
afterEach(() => rmSync(storePath, { recursive: true, force: true }));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("A spec is remembered whole, in a file for this user alone, whatever the umask", () => {
  const umask = process.umask(0);
  try {
    rememberSpec(spec);
  } finally {
    process.umask(umask);
  }

  expect(recallSpec(storePath, "m1")).toEqual(spec);
  expect(statSync(join(storePath, "specs", "m1.json")).mode & 0o777).toBe(0o600);
  expect(statSync(join(storePath, "specs")).mode & 0o777).toBe(0o700);
  expect(readdirSync(join(storePath, "specs"))).toEqual(["m1.json"]);
});

test("The last spec asked for is the one remembered", () => {
  rememberSpec(spec);
  rememberSpec({ ...spec, createTimeoutSeconds: 5 });

  expect(recallSpec(storePath, "m1")).toMatchObject({ createTimeoutSeconds: 5 });
});

test("Nothing, or a file that cannot be read, is no spec", () => {
  expect(recallSpec(storePath, "m1")).toBeUndefined();
  rememberSpec(spec);
  writeFileSync(join(storePath, "specs", "m1.json"), "{");
  expect(recallSpec(storePath, "m1")).toBeUndefined();
});

test("A create is unfinished from its beginning to its end", () => {
  expect(isUnfinished(storePath, "m1")).toBe(false);
  markUnfinished(storePath, "m1");
  expect(isUnfinished(storePath, "m1")).toBe(true);
  markFinished(storePath, "m1");
  expect(isUnfinished(storePath, "m1")).toBe(false);
});

test("A forgotten machine leaves nothing behind", () => {
  rememberSpec(spec);
  markUnfinished(storePath, "m1");
  writeFileSync(knownHostsFile(storePath, "m1"), "key");
  forgetSpec(storePath, "m1");

  expect(readdirSync(join(storePath, "specs"))).toEqual([]);
  expect(existsSync(knownHostsFile(storePath, "m1"))).toBe(false);
});
