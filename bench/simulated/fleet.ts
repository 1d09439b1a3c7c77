import { cpSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Server } from "node:https";
import { noteNodeAddress } from "../../components/machine/store/notes";
import { FakeWorld } from "../../tests/support/fake-world";
import { nodeNames } from "../names";
import { makeCertificates } from "./certificates";
import { serve } from "./server";

/** Machines in a store of docker-machine's form, whose engines are those of the tests' swarm in memory. */
export class SimulatedFleet {
  private readonly servers: Server[] = [];

  /** @param storePath folder of the store; created when needed */
  constructor(
    readonly storePath: string,
    private readonly count: number,
  ) {}

  /** Starts all engines and writes their records. */
  async start(): Promise<void> {
    const certificates = join(this.storePath, "certs");
    makeCertificates(certificates);
    const names = nodeNames(this.count);
    const world = new FakeWorld(...names);
    for (const [i, name] of names.entries()) {
      const host = world.host(name);
      host.address = `10.${9 + (i >> 16)}.${(i >> 8) & 255}.${i & 255}`;
      const { server, port } = await serve(world.engine(name), certificates);
      this.servers.push(server);
      const folder = join(this.storePath, "machines", name);
      mkdirSync(folder, { recursive: true });
      for (const file of ["ca.pem", "cert.pem", "key.pem"])
        cpSync(join(certificates, file), join(folder, file));
      const record = { DriverName: "generic", Driver: { IPAddress: "127.0.0.1", EnginePort: port } };
      writeFileSync(join(folder, "config.json"), JSON.stringify(record));
      noteNodeAddress(this.storePath, name, host.address);
    }
  }

  /** Ends all engines. */
  async stop(): Promise<void> {
    const closed = this.servers.map((server) => new Promise((resolve) => server.close(resolve)));
    for (const server of this.servers) server.closeAllConnections();
    await Promise.all(closed);
  }
}
