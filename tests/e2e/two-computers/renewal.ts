import { createPrivateKey, X509Certificate } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { certificatesEnd, renewCertificate } from "../../../components/machine/store/renewal";
import type { TeamStage } from "./stage";

/** What one computer renews or replaces, the other uses. */
export const renewal = (stage: TeamStage) =>
  describe("Keys that change on one computer", () => {
    const { anna, ben } = stage;
    const days = (store: string, machine: string) =>
      Math.round((certificatesEnd(store, machine)!.getTime() - Date.now()) / 86_400_000);

    /** Lets the store's own certificates and one machine's client certificate end in a month. */
    function shorten(store: string, machine: string): void {
      const key = createPrivateKey(readFileSync(join(store, "certs", "ca-key.pem")));
      for (const file of ["certs/ca.pem", "certs/cert.pem", `machines/${machine}/cert.pem`]) {
        const path = join(store, file);
        writeFileSync(path, renewCertificate(readFileSync(path, "utf8"), key, 30));
      }
    }

    test("[keys-changed] certificates that one renews are used by the other at the next run", async () => {
      shorten(ben.store, "w1");

      const output = await ben.up();

      expect(output).toMatch(/its certificates for the Docker Engine end on .*: renewing them/);
      expect(days(ben.store, "w1")).toBe(1080);
      const preview = await anna.preview("--expect-no-changes");
      expect(preview).toContain("the keys of w1 are newer in the state, and taken from there");
      const server = (store: string) =>
        new X509Certificate(readFileSync(join(store, "machines/w1/server.pem"))).fingerprint;
      expect(server(anna.store)).toBe(server(ben.store));
      await ben.preview("--expect-no-changes");
    });

    test("[keys-changed] a machine that one replaces is used by the other, whose clone is deleted then", async () => {
      ben.takeKey(stage.key);
      stage.declare(stage.replaced);
      await ben.up();

      await anna.preview("--expect-no-changes");
      expect(await anna.ssh("w1", "hostname")).toBe("w1");
      anna.remove();

      await ben.up("--expect-no-changes");
    });
  });
