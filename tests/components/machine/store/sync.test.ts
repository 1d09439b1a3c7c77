import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import {
  bundleFrom,
  digestOf,
  readBundle,
  writeBundle,
  type MachineBundle,
} from "../../../../components/machine/store/bundle";
import { elsewhere, markUnfinished, rememberSpec } from "../../../../components/machine/store/notes";
import { agree, isAhead, isOnlyHere, setAsideRemoved } from "../../../../components/machine/store/sync";

let folder = "";
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "sync-"))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const mark = "made-by-pulumi-docker-machine-swarm";

/** A store of this project with one machine, n1. */
function makeStore(name: string, { driver = "generic", key = "key" } = {}): string {
  const store = join(folder, name, "machines");
  mkdirSync(join(store, "machines", "n1"), { recursive: true });
  writeFileSync(join(store, mark), "");
  const record = { Driver: { StorePath: store, SSHKeyPath: join(store, "machines", "n1", "id_rsa") } };
  writeFileSync(join(store, "machines", "n1", "config.json"), JSON.stringify(record));
  writeFileSync(join(store, "machines", "n1", "id_rsa"), key);
  writeFileSync(join(store, "machines", "n1", "boot2docker.iso"), Buffer.alloc(100_000));
  rememberSpec({ name: "n1", driver, storePath: store });
  return store;
}

const empty = (name: string) => join(folder, name, "machines");
const keyIn = (store: string) => readFileSync(join(store, "machines", "n1", "id_rsa"), "utf8");
const setKey = (store: string, key: string) => writeFileSync(join(store, "machines", "n1", "id_rsa"), key);
/** The bundle as the state gives it back. */
const travel = (bundle: MachineBundle | undefined) => bundleFrom(JSON.stringify(bundle));

/** Two stores of one machine, which agree with the state. */
function twoStores() {
  const [anna, ben] = [makeStore("anna"), empty("ben")];
  const state = travel(agree(anna, "n1").bundle)!;
  agree(anna, "n1", state);
  agree(ben, "n1", state);
  return { anna, ben, state };
}

test("what another computer needs travels, without images and without paths of this one", () => {
  const store = makeStore("anna");

  const { files } = readBundle(store, "n1")!;

  expect(Object.keys(files).sort()).toEqual([
    "machines/n1/config.json",
    "machines/n1/id_rsa",
    "specs/n1.json",
  ]);
  expect(files["machines/n1/config.json"]).not.toContain(folder);
});

test("[other-computer] a computer without the machine gets its keys, readable by their owner only; then both have the same", () => {
  const { anna, ben, state } = twoStores();

  expect(keyIn(ben)).toBe("key");
  expect(statSync(ben).mode & 0o777).toBe(0o700);
  expect(statSync(join(ben, "machines", "n1", "id_rsa")).mode & 0o777).toBe(0o600);
  expect(digestOf(readBundle(ben, "n1")!)).toBe(digestOf(readBundle(anna, "n1")!));
  expect(JSON.parse(readFileSync(join(ben, "machines", "n1", "config.json"), "utf8"))).toEqual({
    Driver: { StorePath: ben, SSHKeyPath: join(ben, "machines", "n1", "id_rsa") },
  });
  expect(agree(ben, "n1", state)).toEqual({ bundle: expect.objectContaining({ machine: "n1" }) });
});

test("keys that changed here go to the state, also after a preview that saved nothing", () => {
  const { ben, state } = twoStores();
  setKey(ben, "new");
  expect([isAhead(ben, "n1"), isOnlyHere(ben, "n1")]).toEqual([true, true]);

  for (const attempt of ["preview", "up"]) {
    const { bundle } = agree(ben, "n1", state);
    expect([attempt, bundle!.files["machines/n1/id_rsa"]]).toEqual([attempt, "new"]);
  }
  agree(ben, "n1", travel(readBundle(ben, "n1")));
  expect([isAhead(ben, "n1"), isOnlyHere(ben, "n1")]).toEqual([false, false]);
});

test("keys that changed here and back again are not taken for those of another computer", () => {
  const { ben, state } = twoStores();
  setKey(ben, "new");
  const offered = travel(agree(ben, "n1", state).bundle);
  setKey(ben, "key");

  expect(agree(ben, "n1", offered)).toEqual({ bundle: expect.objectContaining({ machine: "n1" }) });
  expect(keyIn(ben)).toBe("key");
});

test("[part-of-computer] what changes about a part of this computer is never taken from the state", () => {
  const anna = makeStore("anna", { driver: "docker" });
  const first = travel(agree(anna, "n1").bundle);
  agree(anna, "n1", first);
  rememberSpec({ name: "n1", driver: "docker", driverOptions: { memory: 700 }, storePath: anna });
  const second = travel(agree(anna, "n1", first).bundle);
  rememberSpec({ name: "n1", driver: "docker", storePath: anna });

  agree(anna, "n1", second);

  expect(elsewhere(anna, "n1")).toBeUndefined();
  expect(readBundle(anna, "n1")).toBeDefined();
});

test("[keys-changed] keys that changed in the state are taken from there, and the former ones are kept aside", () => {
  const { anna, ben, state } = twoStores();
  setKey(ben, "new");
  const newer = travel(agree(ben, "n1", state).bundle);

  const { said } = agree(anna, "n1", newer);

  expect(said).toMatch(
    /^the keys of n1 are newer in the state, and taken from there; the former ones are in /,
  );
  expect(keyIn(anna)).toBe("new");
  expect(readFileSync(join(anna, "superseded", "n1", "id_rsa"), "utf8")).toBe("key");
});

test("[keys-changed] keys that changed on both sides are those of the state, unless its certificates are older", () => {
  const { anna, ben, state } = twoStores();
  setKey(ben, "ben's");
  setKey(anna, "anna's");
  const theirs = travel(agree(ben, "n1", state).bundle);

  expect(agree(anna, "n1", theirs).said).toMatch(
    /^the keys of n1 differ from those in the state, which are taken;/,
  );
  expect(keyIn(anna)).toBe("ben's");
});

test("[keys-damaged] a record that is damaged here is restored from the state, and one that is damaged there stays as it is here", () => {
  const { anna, state } = twoStores();
  const file = join(anna, "machines", "n1", "server.pem");
  writeFileSync(file, "no certificate");
  expect(agree(anna, "n1", state).said).toMatch(/were damaged here \(its certificates cannot be read: /);
  const broken = { ...state, files: { ...state.files, "machines/n1/config.json": "{" } };
  expect(agree(anna, "n1", broken).said).toBe(
    "the keys of n1 are damaged in the state (its record is not whole), which gets those of this computer",
  );
});

test("a state that has no keys yet gets those of this computer; where neither has any there is nothing", () => {
  expect(agree(makeStore("anna"), "n1").bundle).toMatchObject({ machine: "n1" });
  expect(agree(empty("ben"), "n1")).toEqual({});
});

test("a machine whose create was interrupted is left alone", () => {
  const { anna, state } = twoStores();
  markUnfinished(anna, "n1");
  setKey(anna, "half");
  expect(agree(anna, "n1", state)).toEqual({ bundle: state });
  expect(keyIn(anna)).toBe("half");
});

test("[foreign-store] a machine of somebody else's store is never overwritten, nor are the certificates of its machines", () => {
  const { state } = twoStores();
  const theirs = makeStore("theirs", { key: "theirs" });
  rmSync(join(theirs, mark));
  expect(() => agree(theirs, "n1", state)).toThrow(
    /has a machine n1 that is not this stack's, and was left as it is/,
  );
  expect(keyIn(theirs)).toBe("theirs");
  const other = empty("other");
  mkdirSync(join(other, "certs"), { recursive: true });
  writeFileSync(join(other, "certs", "ca.pem"), "theirs");
  const withCertificates = { ...state, files: { ...state.files, "certs/ca.pem": "ours" } };
  expect(() => agree(other, "n1", withCertificates)).toThrow(/another certificate authority/);
});

test.each(["machines/n2/id_rsa", "../id_rsa", "certs/../../id_rsa", "machines/n1/../x", "specs/n1.json/x"])(
  "a state cannot make a file outside of the machine: %s",
  (path) => {
    const files = { "machines/n1/config.json": "{}", [path]: "x" };
    expect(() => writeBundle(empty("ben"), { version: 1, machine: "n1", files })).toThrow(
      /that is not theirs/,
    );
  },
);

test("[part-of-computer] a part of a computer leaves no keys in the state, and is marked on any other", () => {
  const anna = makeStore("anna", { driver: "virtualbox" });
  const { bundle } = agree(anna, "n1");
  expect(bundle).toMatchObject({ computer: hostname(), folder: anna });
  expect(Object.keys(bundle!.files)).toEqual(["specs/n1.json"]);

  const ben = empty("ben");
  agree(ben, "n1", travel(bundle));

  expect(elsewhere(ben, "n1")).toBe(hostname());
  expect(existsSync(join(ben, "machines", "n1"))).toBe(false);
  expect(elsewhere(anna, "n1")).toBeUndefined();
});

test("a part of this computer whose folder was deleted by hand is not elsewhere", () => {
  const anna = makeStore("anna", { driver: "virtualbox" });
  const { bundle } = agree(anna, "n1");
  rmSync(anna, { recursive: true });

  agree(anna, "n1", travel(bundle));

  expect(elsewhere(anna, "n1")).toBeUndefined();
});

test("[removed-elsewhere] a machine that another computer removed goes out of the store, its files aside; one that no state had stays", () => {
  const { ben } = twoStores();
  expect(setAsideRemoved(ben, [])).toEqual([
    expect.stringContaining("machine n1 was removed by another computer"),
  ]);
  expect(readFileSync(join(ben, "superseded", "n1", "id_rsa"), "utf8")).toBe("key");
  expect(existsSync(join(ben, "machines", "n1"))).toBe(false);
  expect(setAsideRemoved(makeStore("carl"), [])).toEqual([]);
});
