import { open, seal } from "../../lib/sealed";

const sealed = seal("the keys", "correct horse", "backup");

test("what is sealed opens with its passphrase, and shows nothing but what it is", () => {
  expect(open(sealed, "correct horse", "backup")).toBe("the keys");
  expect(sealed.toString("latin1")).not.toContain("keys");
  expect(sealed.toString("latin1")).toContain('"kind":"backup","cipher":"aes-256-gcm","kdf":"scrypt"');
  expect(seal("the keys", "correct horse", "backup")).not.toEqual(sealed);
});

test("another passphrase, a changed byte and a changed head open nothing", () => {
  expect(() => open(sealed, "wrong horse", "backup")).toThrow(
    "the passphrase is another one, or the file is damaged",
  );
  for (const at of [sealed.length - 1, sealed.length - 20, sealed.indexOf('"p":1') + 4]) {
    const damaged = Buffer.from(sealed);
    damaged[at] = damaged[at]! ^ 1;
    expect(() => open(damaged, "correct horse", "backup")).toThrow();
  }
});

test.each(["", "a line\n", '{"kind":"other"}\nx'])("%j is no such file", (text) => {
  expect(() => open(Buffer.from(text), "correct horse", "backup")).toThrow("it is no backup");
});
