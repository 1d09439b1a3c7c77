import { X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Fleet } from "../components/swarm/session/fleet";
import type { Certificate } from "./answers";

/**
 * The certificates of the way to the engines, which lie in the machine store: docker-machine's authority and client,
 * and each engine's own. Files that are not there are left out.
 * @param store absolute path of the machine store
 */
export function storeCertificates(store: string, fleet: Fleet): Certificate[] {
  const renew = (machine: string) => `npm run machine -- regenerate-certs --force ${machine}`;
  const all = fleet.machines();
  const clients = `npm run machine -- regenerate-certs --force --client-certs ${all.join(" ")}`;
  return [
    ...certificate("docker-machine's authority", join(store, "certs", "ca.pem"), clients),
    ...certificate("docker-machine's client", join(store, "certs", "cert.pem"), clients),
    ...all.flatMap((name) => {
      const folder = fleet.machine(name)?.certPath ?? "";
      return certificate(`the engine of ${name}`, join(folder, "server.pem"), renew(name));
    }),
  ];
}

/** The certificate authority of a swarm itself; its nodes renew their own certificates by themselves. */
export function swarmCertificate(trustRoot: string | undefined): Certificate[] {
  const command = "npm run pulumi -- config set --path swarm.rotateCA $(date +%F) && npm run pulumi -- up";
  return trustRoot ? read("the swarm's authority", () => trustRoot, command) : [];
}

function certificate(what: string, file: string, command: string): Certificate[] {
  return read(what, () => readFileSync(file, "utf8"), command);
}

function read(what: string, pem: () => string, command: string): Certificate[] {
  try {
    return [{ what, endsAt: Date.parse(new X509Certificate(pem()).validTo), command }];
  } catch {
    return [];
  }
}
