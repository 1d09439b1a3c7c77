import { execFileSync } from "node:child_process";
import { createPrivateKey, X509Certificate } from "node:crypto";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { which } from "../../../../lib/which";
import { certificateProblem, ensureCertificates } from "../../../../components/machine/store/certificates";
import {
  certificatesEnd,
  endAdvice,
  endsSoon,
  renewCertificate,
  renewedAt,
  renewStore,
} from "../../../../components/machine/store/renewal";

const store = mkdtempSync(join(tmpdir(), "renewal-test-"));
const certs = join(store, "certs");
afterAll(() => rmSync(store, { recursive: true, force: true }));

const openssl = which("openssl");
const withOpenssl = openssl ? describe : describe.skip;

/** Certificates as docker-machine makes them: RSA, an authority without a name, good for some days. */
function make(days: number): void {
  rmSync(certs, { recursive: true, force: true });
  mkdirSync(certs, { recursive: true });
  const call = (...args: string[]) => execFileSync(openssl!, args, { cwd: certs, stdio: "ignore" });
  const end = `${days}`;
  call(
    "req",
    "-x509",
    "-newkey",
    "rsa:2048",
    "-nodes",
    "-keyout",
    "ca-key.pem",
    "-out",
    "ca.pem",
    "-subj",
    "/O=me",
    "-days",
    end,
  );
  call(
    "req",
    "-newkey",
    "rsa:2048",
    "-nodes",
    "-keyout",
    "key.pem",
    "-out",
    "c.csr",
    "-subj",
    "/O=me.<bootstrap>",
  );
  call(
    "x509",
    "-req",
    "-in",
    "c.csr",
    "-CA",
    "ca.pem",
    "-CAkey",
    "ca-key.pem",
    "-out",
    "cert.pem",
    "-days",
    end,
  );
}

const read = (file: string, folder = certs) => new X509Certificate(readFileSync(join(folder, file)));
const verify = (ca: string, certificate: string) =>
  execFileSync(openssl!, ["verify", "-CAfile", ca, certificate], { encoding: "utf8" });

withOpenssl("Certificates of a store", () => {
  test("[certificates] are renewed in their last 90 days: same keys, same names, another end", () => {
    make(80);
    const old = mkdtempSync(join(store, "old-"));
    cpSync(certs, old, { recursive: true });

    const machine = join(store, "machines", "m1");
    expect(renewedAt(machine)).toBeUndefined();
    expect(renewStore(certs)).toBe(true);
    expect(Date.parse(renewedAt(machine)!)).toBeGreaterThan(Date.now() - 60_000);
    expect(renewStore(certs)).toBe(false);
    expect(certificateProblem(certs)).toBeUndefined();
    for (const file of ["ca.pem", "cert.pem"]) {
      const [before, after] = [read(file, old), read(file)];
      expect([after.subject, after.issuer]).toEqual([before.subject, before.issuer]);
      expect(after.publicKey.equals(before.publicKey)).toBe(true);
      expect(after.serialNumber).not.toBe(before.serialNumber);
      expect(Math.round((Date.parse(after.validTo) - Date.now()) / 86_400_000)).toBe(1080);
    }
    // Engines that still have the old authority take the new client, and the other way round.
    expect(verify(join(old, "ca.pem"), join(certs, "cert.pem"))).toMatch(/OK/);
    expect(verify(join(certs, "ca.pem"), join(old, "cert.pem"))).toMatch(/OK/);
  });

  test("[certificates] that have long to go are left alone", async () => {
    make(100);
    const before = readFileSync(join(certs, "ca.pem"), "utf8");
    const said: string[] = [];
    await ensureCertificates({ name: "m", driver: "none", storePath: store }, "none", (line) =>
      said.push(line),
    );
    expect([readFileSync(join(certs, "ca.pem"), "utf8"), said]).toEqual([before, []]);
  });

  test("[certificates] that have ended are renewed before docker-machine would replace the authority", async () => {
    make(80);
    const key = createPrivateKey(readFileSync(join(certs, "ca-key.pem")));

    for (const file of ["ca.pem", "cert.pem"]) {
      writeFileSync(join(certs, file), renewCertificate(readFileSync(join(certs, file), "utf8"), key, -1));
    }
    expect(() => verify(join(certs, "ca.pem"), join(certs, "cert.pem"))).toThrow();
    await ensureCertificates({ name: "m", driver: "none", storePath: store }, "none", () => undefined);
    expect(verify(join(certs, "ca.pem"), join(certs, "cert.pem"))).toMatch(/OK/);
  });

  test("[certificates] The first of a machine's three counts; where docker-machine set up no engine none does", () => {
    make(80);
    const folder = join(store, "machines", "m1");
    cpSync(certs, folder, { recursive: true });
    expect(certificatesEnd(store, "m1")).toBeUndefined();
    cpSync(join(certs, "cert.pem"), join(folder, "server.pem"));
    const end = certificatesEnd(store, "m1")!;
    expect(endsSoon(end)).toBe(true);
    expect(
      endAdvice([
        { storePath: store, name: "m1" },
        { storePath: store, name: "m2" },
      ]),
    ).toEqual([
      expect.stringMatching(/Docker Engine of m1 end on \d{4}-\d\d-\d\d \(in (79|80) days\): up renews them/),
    ]);
    expect(Math.round((end.getTime() - Date.now()) / 86_400_000)).toBe(80);
  });
});
