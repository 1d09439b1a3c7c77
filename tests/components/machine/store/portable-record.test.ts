import { inStore, outOfStore, storeOf } from "../../../../components/machine/store/portable-record";

const record = (store: string, separator: string) => {
  const path = (...parts: string[]) => [store, ...parts].join(separator);
  return JSON.stringify({
    Driver: { StorePath: store, SSHKeyPath: path("machines", "n1", "id_rsa"), SSHKey: "/home/anna/.ssh/id" },
    HostOptions: { AuthOptions: { CaCertPath: path("certs", "ca.pem"), StorePath: path("machines", "n1") } },
    Name: `${store}-other`,
  });
};

const portable = (store: string) => ({
  Driver: { StorePath: "{store}", SSHKeyPath: "{store}/machines/n1/id_rsa", SSHKey: "/home/anna/.ssh/id" },
  HostOptions: { AuthOptions: { CaCertPath: "{store}/certs/ca.pem", StorePath: "{store}/machines/n1" } },
  Name: `${store}-other`,
});

test.each([
  ["Linux", "/home/anna/swarm/.state/dev/swarm/machines", "/"],
  ["Windows", "C:\\Users\\Anna Lee\\swarm\\.state\\dev\\swarm\\machines", "\\"],
])(
  "a record of %s travels without the paths of its store, and all else stays",
  (_system, store, separator) => {
    const text = outOfStore(record(store, separator), "n1");

    expect(JSON.parse(text!)).toEqual(portable(store));
    expect(storeOf(record(store, separator), "n1")).toBe(store);
    expect(JSON.parse(inStore(text!, "/home/ben/machines"))).toEqual({
      ...JSON.parse(record("/home/ben/machines", "/")),
      Name: `${store}-other`,
    });
  },
);

test("the store is known from a machine's own folder where the driver does not name it", () => {
  const path = "C:\\store\\machines\\n1";
  expect(storeOf(JSON.stringify({ HostOptions: { AuthOptions: { StorePath: path } } }), "n1")).toBe(
    "C:\\store",
  );
});

test.each(["", "{", "null", "3"])("%j is no record", (text) => {
  expect(outOfStore(text, "n1")).toBeUndefined();
});
