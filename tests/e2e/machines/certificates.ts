import { createPrivateKey, X509Certificate } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ensureRemembered } from "../../../components/machine/ensure";
import { renewCertificates } from "../../../components/machine/renew";
import { certificatesEnd, renewCertificate } from "../../../components/machine/store/renewal";
import { findBinary } from "../../../components/machine/tool/binary";
import { runOrThrow } from "../../../lib/run";

const silent = () => undefined;
const days = (end: Date | undefined) => Math.round((end!.getTime() - Date.now()) / 86_400_000);

/**
 * Certificates with a short life, on machines that are there.
 * @param store store with the machines node1 and node2
 */
export function certificates(store: string): void {
  const ssh = async (text: string) => {
    const args = [`--storage-path=${store}`, "--native-ssh", "ssh", "node2", text];
    return (await runOrThrow(findBinary(), args)).stdout.trim();
  };
  const folder = join(store, "machines", "node2");
  const authorityOf = (file: string) => new X509Certificate(readFileSync(file)).fingerprint;

  /** Lets all certificates between node2's engine and this computer end in some days. */
  async function shorten(life: number): Promise<void> {
    const key = createPrivateKey(readFileSync(join(store, "certs", "ca-key.pem")));
    for (const file of ["ca.pem", "cert.pem"].map((name) => join(store, "certs", name))) {
      writeFileSync(file, renewCertificate(readFileSync(file, "utf8"), key, life));
    }
    for (const name of ["ca.pem", "cert.pem", "server.pem"]) {
      const text = renewCertificate(readFileSync(join(folder, name), "utf8"), key, life);
      writeFileSync(join(folder, name), text);
      if (name !== "cert.pem") await ssh(`echo '${text}' | sudo tee /etc/docker/${name} >/dev/null`);
    }
    await ssh("sudo systemctl reset-failed docker; sudo systemctl restart docker");
  }

  test("[certificates] Those that end soon are renewed, and the other machines' old ones go on", async () => {
    await shorten(30);
    expect(days(certificatesEnd(store, "node2"))).toBe(30);
    await renewCertificates(store, "node2", silent);

    expect(days(certificatesEnd(store, "node2"))).toBe(1080);
    expect(authorityOf(join(folder, "ca.pem"))).toBe(authorityOf(join(store, "certs", "ca.pem")));
    for (const name of ["node1", "node2"]) {
      expect(await ensureRemembered(store, name, silent)).toMatchObject({ action: "unchanged" });
    }
  }, 120_000);

  test("[certificates] Those that have ended, the authority's too, are renewed on a node of a swarm", async () => {
    await ssh("sudo docker swarm init --advertise-addr 127.0.0.1 --listen-addr 127.0.0.1");
    await shorten(-1);
    const lines: string[] = [];
    const report = (line: string) => void lines.push(line);

    expect(await ensureRemembered(store, "node2", report)).toMatchObject({ action: "repaired" });
    expect(lines).toContain("provisioning again: its certificates have ended");
    expect(days(certificatesEnd(store, "node2"))).toBe(1080);
    expect(await ssh("sudo docker info --format '{{.Swarm.LocalNodeState}}'")).toContain("active");
    expect(await ensureRemembered(store, "node1", silent)).toMatchObject({ action: "unchanged" });
    await ssh("sudo docker swarm leave --force");
  }, 120_000);
}
