import type { EngineUpgrade } from "../../machine/engine-upgrade";
import { certificatesEnd } from "../../machine/store/renewal";
import { say } from "./say";

/** What is done to machines that are there, in the course of time. All of it restarts their engines. */
export interface Upkeep {
  /** When the first certificate between a machine's engine and us ends; undefined where it is not known. */
  certificatesEnd(name: string): Date | undefined;
  /** Gives a machine new certificates. */
  renewCertificates(name: string): Promise<void>;
  /** Replaces all that opens a machine, once for each value of a trigger. */
  rotateKeys(name: string, trigger: string): Promise<void>;
  /** Copies what a manager knows of its swarm. @returns a tar.gz in base64 */
  copyRaft(name: string): Promise<string>;
  /** Puts such a copy in the place of what an engine has that is in no swarm. */
  putRaft(name: string, data: string): Promise<void>;
  /** A newer engine that a machine's own packages offer; undefined where it has the newest. Restarts nothing. */
  findEngineUpgrade(name: string): Promise<EngineUpgrade | undefined>;
  /** Installs the newest engine of a package. */
  upgradeEngine(name: string, offer: EngineUpgrade): Promise<void>;
}

/** The upkeep of the machines of a store on this computer; each part is loaded when it is first needed. */
export function storeUpkeep(storePath: string): Upkeep {
  const report = (name: string) => (line: string) => say(name, line);
  const raft = () => import("../../machine/raft");
  const upgrade = () => import("../../machine/engine-upgrade");
  return {
    certificatesEnd: (name) => certificatesEnd(storePath, name),
    renewCertificates: async (name) =>
      (await import("../../machine/renew")).renewCertificates(storePath, name, report(name)),
    rotateKeys: async (name, trigger) =>
      (await import("../../machine/rotate")).rotateKeys(storePath, name, trigger, report(name)),
    copyRaft: async (name) => (await raft()).copyRaft(storePath, name),
    putRaft: async (name, data) => (await raft()).putRaft(storePath, name, data),
    findEngineUpgrade: async (name) => (await upgrade()).findEngineUpgrade(storePath, name),
    upgradeEngine: async (name, offer) => (await upgrade()).upgradeEngine(storePath, name, offer),
  };
}
