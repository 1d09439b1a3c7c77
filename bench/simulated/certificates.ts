import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/**
 * One authority and one certificate for all simulated engines and their client, in the files that docker-machine keeps:
 * ca.pem, cert.pem and key.pem.
 * @param folder where they go; created when needed
 */
export function makeCertificates(folder: string): void {
  mkdirSync(folder, { recursive: true });
  const openssl = (...args: string[]) => execFileSync("openssl", args, { cwd: folder, stdio: "pipe" });
  const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
  const [subject, days] = [
    ["-subj", "/CN=bench"],
    ["-days", "1080"],
  ];
  const authorityFiles = ["-keyout", "ca-key.pem", "-out", "ca.pem"];
  openssl("req", "-x509", ...key, ...authorityFiles, ...days, ...subject);
  openssl("req", ...key, "-keyout", "key.pem", "-out", "request.pem", ...subject);
  writeFileSync(join(folder, "names"), "subjectAltName=IP:127.0.0.1\n");
  const authority = ["-CA", "ca.pem", "-CAkey", "ca-key.pem", "-CAcreateserial", "-extfile", "names"];
  openssl("x509", "-req", "-in", "request.pem", ...authority, "-out", "cert.pem", ...days);
}
