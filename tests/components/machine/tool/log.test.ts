import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openLog } from "../../../../components/machine/tool/log";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "log-"));
  process.env.XDG_CACHE_HOME = folder;
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
  delete process.env.XDG_CACHE_HOME;
});

test("a log begins anew with each command, is readable by its owner only, and stands apart from other stores", () => {
  const spec = { name: "node1", storePath: "a" };
  openLog(spec, "create").line("earlier");
  const log = openLog(spec, "create");
  log.line("(node1) Waiting for SSH");

  const lines = readFileSync(log.file, "utf8").trim().split("\n");
  expect(lines.map((line) => line.replace(/^\S+Z /, ""))).toEqual([
    `docker-machine create node1 in ${join(process.cwd(), "a")}`,
    "(node1) Waiting for SSH",
  ]);
  expect(statSync(log.file).mode & 0o777).toBe(0o600);
  expect(openLog({ ...spec, storePath: "b" }, "create").file).not.toBe(log.file);
});
