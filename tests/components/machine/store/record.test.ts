import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { listMachines, readMachine, updateAddress } from "../../../../components/machine/store/record";
import { forgetSpec, noteNodeAddress } from "../../../../components/machine/store/notes";

const store = mkdtempSync(join(tmpdir(), "store-test-"));
afterAll(() => rmSync(store, { recursive: true, force: true }));

function record(name: string, content: string): void {
  mkdirSync(join(store, "machines", name), { recursive: true });
  writeFileSync(join(store, "machines", name, "config.json"), content);
}

test("A machine's record tells its driver, address, engine port and certificates", () => {
  record("g", JSON.stringify({ DriverName: "generic", Driver: { IPAddress: "10.0.0.5", EnginePort: 2377 } }));

  expect(readMachine(store, "g")).toEqual({
    name: "g",
    driver: "generic",
    address: "10.0.0.5",
    nodeAddress: "10.0.0.5",
    enginePort: 2377,
    certPath: join(store, "machines", "g"),
  });
});

test("Where its notes tell another address for the other nodes, the node is there", () => {
  record(
    "d",
    JSON.stringify({ DriverName: "generic", Driver: { IPAddress: "127.0.0.1", EnginePort: 20001 } }),
  );
  noteNodeAddress(store, "d", "10.77.0.11");

  expect(readMachine(store, "d")).toMatchObject({ address: "127.0.0.1", nodeAddress: "10.77.0.11" });
  forgetSpec(store, "d");
  expect(readMachine(store, "d")).toMatchObject({ nodeAddress: "127.0.0.1" });
});

test("Where the driver has no port of its own, it is 2376", () => {
  record("v", JSON.stringify({ DriverName: "virtualbox", Driver: { IPAddress: "192.168.56.100" } }));

  expect(readMachine(store, "v")).toMatchObject({ enginePort: 2376, address: "192.168.56.100" });
});

test("Driver none keeps address and port in its URL", () => {
  record(
    "n",
    JSON.stringify({ DriverName: "none", Driver: { IPAddress: "1.2.3.4:5", URL: "tcp://1.2.3.4:5" } }),
  );
  record("n6", JSON.stringify({ DriverName: "none", Driver: { URL: "tcp://[fe80::1]:7" } }));

  expect(readMachine(store, "n")).toMatchObject({ address: "1.2.3.4", enginePort: 5 });
  expect(readMachine(store, "n6")).toMatchObject({ address: "fe80::1", enginePort: 7 });
});

test.each(["", "{", "null", "[]", '"x"', "{}", '{"Driver":null}', '{"Driver":{"IPAddress":""}}'])(
  "The broken record %j is a machine without driver and address",
  (content) => {
    record("broken", content);
    expect(readMachine(store, "broken")).toMatchObject({ driver: "", address: "", enginePort: 2376 });
  },
);

test("A folder without a record is a machine too, a missing folder is none", () => {
  mkdirSync(join(store, "machines", "bare"), { recursive: true });

  expect(readMachine(store, "bare")).toMatchObject({ driver: "", address: "" });
  expect(readMachine(store, "missing")).toBeUndefined();
  expect(readMachine(join(store, "nowhere"), "missing")).toBeUndefined();
});

test("All machines of a store are listed in order, files beside them are not", () => {
  writeFileSync(join(store, "machines", "a-file"), "");

  expect(listMachines(store)).toEqual(["bare", "broken", "d", "g", "n", "n6", "v"]);
  expect(listMachines(join(store, "nowhere"))).toEqual([]);
});

test("A new address is written into the record, and all else in it stays", () => {
  record(
    "w",
    JSON.stringify({ DriverName: "virtualbox", Driver: { IPAddress: "192.168.56.100", Memory: 1 }, X: 1 }),
  );

  expect(updateAddress(store, "w", "192.168.56.100")).toBe(false);
  expect(updateAddress(store, "w", "192.168.56.101")).toBe(true);
  const file = join(store, "machines", "w", "config.json");
  expect(JSON.parse(readFileSync(file, "utf8"))).toEqual({
    DriverName: "virtualbox",
    Driver: { IPAddress: "192.168.56.101", Memory: 1 },
    X: 1,
  });
  expect(statSync(file).mode & 0o777).toBe(0o600);
});
