import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  passphrase,
  readBackup,
  writeBackup,
  type SwarmBackup,
} from "../../../components/machine/backup-file";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "backup-"));
  process.env.SWARM_BACKUP_PASSPHRASE = "correct horse";
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
  delete process.env.SWARM_BACKUP_PASSPHRASE;
});

const backup = { version: 1, swarmId: "s", data: "SWMKEY-1-x" } as SwarmBackup;

test("[backup] a file is written once, readable by its owner only, and holds no key in plain text", () => {
  const file = join(folder, "b");
  writeBackup(file, backup);
  expect(readBackup(file)).toEqual(backup);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(readFileSync(file, "latin1")).not.toContain("SWMKEY");
  expect(() => writeBackup(file, backup)).toThrow(/exists, and was left as it is/);
});

test("[backup] what is not there, or no backup, is named with the reason", () => {
  expect(() => readBackup(join(folder, "none"))).toThrow(/^There is no backup .*none$/);
  writeFileSync(join(folder, "text"), "hello\n");
  expect(() => readBackup(join(folder, "text"))).toThrow(
    /cannot be opened: it is no backup of a Docker swarm/,
  );
});

test.each([
  [{}, /SWARM_BACKUP_PASSPHRASE is not set/],
  [{ SWARM_BACKUP_PASSPHRASE: "short" }, /is shorter than 8 characters/],
])("[backup] %j is no passphrase", (environment, message) => {
  expect(() => passphrase(environment)).toThrow(message);
});
