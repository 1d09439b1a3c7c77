import { cpSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { relocateStore } from "../../../../components/machine/store/relocate";

let folder = "";
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "relocate-"))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A store as docker-machine writes it. */
function makeStore(store: string, own = true) {
  const machine = join(store, "machines", "node1");
  mkdirSync(machine, { recursive: true });
  if (own) writeFileSync(join(store, "made-by-pulumi-docker-machine-swarm"), "");
  const record = {
    Driver: { StorePath: store, SSHKeyPath: join(machine, "id_rsa"), IPAddress: "10.0.0.1", SSHPort: 22 },
    HostOptions: { AuthOptions: { CaCertPath: join(store, "certs", "ca.pem"), StorePath: machine } },
    Name: `${store}-other`,
  };
  writeFileSync(join(machine, "config.json"), JSON.stringify(record));
}
const recordIn = (store: string) => readFileSync(join(store, "machines", "node1", "config.json"), "utf8");

test("[moved-clone] After a store was moved its records name the new place, and nothing else changes", () => {
  const [old, now] = [join(folder, "old"), join(folder, "new")];
  makeStore(old);
  renameSync(old, now);
  relocateStore(now);
  const machine = join(now, "machines", "node1");
  expect(JSON.parse(recordIn(now))).toEqual({
    Driver: { StorePath: now, SSHKeyPath: join(machine, "id_rsa"), IPAddress: "10.0.0.1", SSHPort: 22 },
    HostOptions: { AuthOptions: { CaCertPath: join(now, "certs", "ca.pem"), StorePath: machine } },
    Name: `${old}-other`,
  });
});

test("[moved-clone] A store that is where it was, one of somebody else, and a broken record stay as they are", () => {
  const [mine, theirs, broken] = ["mine", "theirs", "broken"].map((name) => join(folder, name));
  makeStore(mine!);
  makeStore(theirs!, false);
  cpSync(theirs!, join(folder, "moved"), { recursive: true });
  makeStore(broken!);
  writeFileSync(join(broken!, "machines", "node1", "config.json"), "{");
  for (const store of [mine!, join(folder, "moved"), broken!]) {
    const before = recordIn(store);
    relocateStore(store);
    expect(recordIn(store)).toBe(before);
  }
});
