import { spawn } from "node:child_process";
import { X509Certificate } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { findBinary } from "../../../../components/machine/tool/binary";
import { certificateProblem, ensureCertificates } from "../../../../components/machine/store/certificates";
import { makeAuthority, makeIdentity } from "../support/certificates";
import { Workshop, writeCertificates } from "../support/workshop";

describe("Certificates in a folder", () => {
  const folder = mkdtempSync(join(tmpdir(), "certificates-test-"));
  const authority = makeAuthority();
  const client = makeIdentity(authority, "client");
  beforeEach(() => writeCertificates(folder, authority, client));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test("that belong together have no fault", () => {
    expect(certificateProblem(folder)).toBeUndefined();
  });

  test.each([
    ["ca.pem", makeAuthority("other").certificate, "ca.pem did not sign cert.pem"],
    ["key.pem", makeAuthority("other").key, "key.pem is not the key of cert.pem"],
    ["ca-key.pem", makeAuthority("other").key, "ca-key.pem is not the key of ca.pem"],
  ])("of which %s is another's are found out", (file, content, fault) => {
    writeFileSync(join(folder, file), content);
    expect(certificateProblem(folder)).toBe(fault);
  });

  test.each(["ca.pem", "ca-key.pem", "cert.pem", "key.pem"])("are incomplete without %s", (file) => {
    rmSync(join(folder, file));
    expect(certificateProblem(folder)).toMatch(/ENOENT/);
    writeFileSync(join(folder, file), "half");
    expect(certificateProblem(folder)).toBeDefined();
  });
});

describe("A store's certificates", () => {
  const workshop = new Workshop();
  beforeEach(() => workshop.open());
  afterEach(() => workshop.close());
  const ensure = () => ensureCertificates(workshop.spec(), workshop.binary, () => undefined);
  const certs = join(workshop.store, "certs");

  test("are made where there are none, and left alone from then on", async () => {
    await ensure();
    expect(certificateProblem(certs)).toBeUndefined();
    expect(existsSync(join(workshop.store, "new-certificates"))).toBe(false);
    await ensure();
    expect(workshop.calls()).toHaveLength(1);
  });

  test("that do not belong together are replaced while no machine uses them", async () => {
    await ensure();
    writeFileSync(join(certs, "ca.pem"), makeAuthority("other").certificate);
    await ensure();
    expect(certificateProblem(certs)).toBeUndefined();
  });

  test("that do not belong together are left to the person where machines may use them", async () => {
    await ensure();
    writeFileSync(join(certs, "ca.pem"), makeAuthority("other").certificate);
    mkdirSync(join(workshop.store, "machines", "old"), { recursive: true });

    await expect(ensure()).rejects.toThrow(
      /ca\.pem did not sign cert\.pem\), and old may have been created with them/,
    );
  });
});

const real = realBinary();
(real ? test : test.skip)(
  `Machines made at once by several processes on a new store share one authority${real ? "" : " (skipped: no docker-machine here)"}`,
  async () => {
    const store = join(mkdtempSync(join(tmpdir(), "parallel-test-")), "store");
    const names = ["n1", "n2", "n3", "n4"];
    const spec = (name: string) => ({
      name,
      driver: "none",
      driverOptions: { url: "tcp://127.0.0.1:1" },
      storePath: store,
    });
    try {
      const made = await Promise.all(names.map((name) => command("create", spec(name))));
      expect(made.map(({ code, errors }) => [code, code === 0 ? "" : errors])).toEqual(
        names.map(() => [0, ""]),
      );
      expect(
        made
          .map(({ errors }) => errors)
          .join("")
          .match(/creating the store's certificates/g),
      ).toHaveLength(1);
      expect(certificateProblem(join(store, "certs"))).toBeUndefined();
      expect(statSync(join(store, "certs", "ca-key.pem")).mode & 0o777).toBe(0o600);
      expect(statSync(store).mode & 0o777).toBe(0o700);
      expect(readdirSync(join(store, "machines"))).toEqual(names);
      const { fingerprint } = new X509Certificate(readFileSync(join(store, "certs", "ca.pem")));

      const again = await Promise.all(names.map((name) => command("create", spec(name))));
      expect(again.map(({ output }) => output)).toEqual(made.map(({ output }) => output));
      expect(again.every(({ errors }) => errors.includes("unchanged"))).toBe(true);
      expect(new X509Certificate(readFileSync(join(store, "certs", "ca.pem"))).fingerprint).toBe(fingerprint);

      const removed = await Promise.all(names.map((name) => command("remove", spec(name))));
      expect(removed.map(({ code }) => code)).toEqual([0, 0, 0, 0]);
      expect(existsSync(store)).toBe(false);
    } finally {
      rmSync(resolve(store, ".."), { recursive: true, force: true });
    }
  },
  60_000,
);

function realBinary(): string | undefined {
  try {
    return findBinary();
  } catch {
    return undefined;
  }
}

/** Runs the machine script as Pulumi does. */
function command(
  verb: string,
  spec: object,
): Promise<{ code: number | null; output: string; errors: string }> {
  const root = resolve(__dirname, "../../../..");
  const text = `require(${JSON.stringify(join(root, "load"))})("machine/machine.command")`;
  const child = spawn(process.execPath, ["-e", text, verb], {
    cwd: root,
    env: { ...process.env, MACHINE_SPEC: JSON.stringify(spec) },
  });
  let output = "";
  let errors = "";
  child.stdout.on("data", (data: Buffer) => (output += data.toString()));
  child.stderr.on("data", (data: Buffer) => (errors += data.toString()));
  return new Promise((done) => child.on("close", (code) => done({ code, output, errors })));
}
