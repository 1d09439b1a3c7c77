import { generateKeyPairSync } from "node:crypto";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join, win32 } from "node:path";
import { keyFile, keyProblem } from "../../../../components/machine/drivers/ssh-key";

const folder = mkdtempSync(join(tmpdir(), "key-test-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const pair = (passphrase?: string) =>
  generateKeyPairSync("ec", {
    namedCurve: "P-256",
    publicKeyEncoding: { type: "spki", format: "pem" },
    privateKeyEncoding: {
      type: "pkcs8",
      format: "pem",
      ...(passphrase ? { cipher: "aes-256-cbc", passphrase } : {}),
    },
  });

function file(name: string, content: string, mode = 0o600): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  chmodSync(path, mode);
  return path;
}

/** The outer form of OpenSSH's own key files, which names the cipher first. */
function openSshKey(cipher: string): string {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(cipher.length);
  const body = Buffer.concat([
    Buffer.from("openssh-key-v1\0"),
    length,
    Buffer.from(cipher),
    Buffer.alloc(40),
  ]);
  return `-----BEGIN OPENSSH PRIVATE KEY-----\n${body.toString("base64")}\n-----END OPENSSH PRIVATE KEY-----\n`;
}

test("A private key that only its owner can read is right", () => {
  expect(keyProblem(file("pem", pair().privateKey))).toBeUndefined();
  expect(keyProblem(file("open", openSshKey("none")))).toBeUndefined();
});

test("A missing file is named by its absolute path", () => {
  expect(keyProblem("no/such/key")).toBe(`file not found: ${join(process.cwd(), "no/such/key")}`);
});

test.each([
  ["ssh", "ssh-ed25519 AAAA me"],
  ["ecdsa", "ecdsa-sha2-nistp256 AAAA me"],
  ["pem", pair().publicKey],
])("A public key (%s) is told from a private one", (name, content) => {
  expect(keyProblem(file(`${name}.pub`, content))).toMatch(
    /this is a public key; the private one is needed.*[^b]$/,
  );
});

test("Something else is no key", () => {
  expect(keyProblem(file("text", "hello"))).toMatch(/this is no private key/);
});

test("A key that others can read is refused, but for Windows, which has no such mode", () => {
  const path = file("wide", pair().privateKey, 0o644);

  expect(keyProblem(path, "linux")).toMatch(/key readable by others.*chmod 600/);
  expect(keyProblem(path, "win32")).toBeUndefined();
});

test("A key with a passphrase is refused, since nobody can be asked for it", () => {
  expect(keyProblem(file("locked", pair("secret").privateKey))).toMatch(/has a passphrase.*ssh-agent/);
  expect(keyProblem(file("locked-open", openSshKey("aes256-ctr")))).toMatch(/has a passphrase/);
  const old = "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n";
  expect(keyProblem(file("locked-old", old))).toMatch(/has a passphrase/);
});

test("A path in the home folder may be written with a tilde", () => {
  expect(keyFile("~/.ssh/id")).toBe(join(homedir(), ".ssh/id"));
  expect(keyFile("/a/b")).toBe("/a/b");
});

test("[windows-key] On Windows the file has slashes: docker-machine takes the last part after one for its name", () => {
  const windows = { platform: "win32" as const, absolute: win32.resolve };

  expect(keyFile("C:\\Users\\me\\.ssh\\id_ed25519", windows)).toBe("C:/Users/me/.ssh/id_ed25519");
  expect(keyFile("C:/Users/me/.ssh/id_ed25519", windows)).toBe("C:/Users/me/.ssh/id_ed25519");
  expect(keyFile("~\\.ssh\\id_ed25519", windows)).not.toContain("\\");
  expect(keyFile("/tmp/a\\b", { platform: "linux" })).toBe("/tmp/a\\b");
});
