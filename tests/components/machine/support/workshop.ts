import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import type { MachineSpec } from "../../../../components/machine/spec";
import { makeAuthority, makeIdentity, type Identity } from "./certificates";

/** What the stand-in of docker-machine does, command by command; the last of a list stays. */
export interface Behaviour {
  readonly create?: readonly ("ok" | "fail" | "hang" | "limit" | "untrusted")[];
  readonly rm?: readonly ("ok" | "fail")[];
  /** State to print; "fail" says that the machine does not exist. */
  readonly status?: readonly string[];
  /** Addresses to print. */
  readonly ip?: readonly string[];
  readonly provision?: readonly ("ok" | "fail")[];
  /** Answer to a command over SSH. */
  readonly ssh?: readonly string[];
}

/** A temporary folder with a store, a stand-in of docker-machine and an engine that answers over TLS on loopback. */
export class Workshop {
  readonly folder = mkdtempSync(join(tmpdir(), "machine-test-"));
  readonly store = join(this.folder, "store");
  readonly binary = join(this.folder, "bin", "docker-machine");
  /** What the engine says of its swarm. */
  swarmState = "inactive";
  private readonly authority = makeAuthority();
  private readonly client = makeIdentity(this.authority, "client");
  private readonly path = process.env.PATH;
  private engine: Server | undefined;

  /** Sets everything up; the engine answers from now on. */
  async open(behaviour: Behaviour = {}): Promise<void> {
    mkdirSync(join(this.folder, "bin", "certs"), { recursive: true });
    copyFileSync(join(__dirname, "fake-machine.js"), this.binary);
    chmodSync(this.binary, 0o755);
    copyFileSync(join(__dirname, "fake-vboxmanage.js"), join(this.folder, "bin", "VBoxManage"));
    chmodSync(join(this.folder, "bin", "VBoxManage"), 0o755);
    process.env.PATH = [join(this.folder, "bin"), this.path].join(delimiter);
    writeCertificates(join(this.folder, "bin", "certs"), this.authority, this.client);
    this.engine = this.makeEngine();
    await new Promise<void>((resolve) => this.engine?.listen(0, "127.0.0.1", resolve));
    this.behave(behaviour);
  }

  /** Ends the engine and removes the folder. */
  close(): void {
    this.silence();
    process.env.PATH = this.path;
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** From now on nothing answers at the engine's port. */
  silence(): void {
    this.engine?.closeAllConnections();
    this.engine?.close();
  }

  behave(behaviour: Behaviour): void {
    const enginePort = (this.engine?.address() as AddressInfo).port;
    writeFileSync(join(this.folder, "bin", "behaviour.json"), JSON.stringify({ ...behaviour, enginePort }));
  }

  /** A spec of driver virtualbox, whose machines are more than a record. */
  spec(changes: Partial<MachineSpec> = {}): MachineSpec {
    return {
      name: "m1",
      driver: "virtualbox",
      storePath: this.store,
      machineBinary: this.binary,
      ...changes,
    };
  }

  /** Every call of the stand-in, as `create --flag=value name` without the flags before the command. */
  calls(): string[][] {
    return this.notes().map(({ args }) => args.slice(args.findIndex((arg) => !arg.startsWith("-"))));
  }

  /** Every call with all arguments and some of the environment. */
  notes(): { args: string[]; environment: Record<string, string | undefined> }[] {
    const file = join(this.folder, "bin", "calls.jsonl");
    if (!existsSync(file)) return [];
    const lines = readFileSync(file, "utf8").trim().split("\n");
    return lines.map((line) => JSON.parse(line) as ReturnType<Workshop["notes"]>[number]);
  }

  /** Names of the commands called, those on the certificates' stand-in machine left out. */
  commands(): string[] {
    return this.calls()
      .filter((args) => args[args.length - 1] !== "certificates")
      .map(([command, ...rest]) => (command === "rm" ? `rm ${rest[0]}` : command));
  }

  /** A virtual machine of VirtualBox that somebody else created: its settings are in that file. */
  addVm(name: string, file: string): void {
    mkdirSync(join(this.folder, "bin", "vms"), { recursive: true });
    writeFileSync(join(this.folder, "bin", "vms", `1-${name}`), file);
  }

  /** The settings files of all virtual machines on the computer. */
  vms(): string[] {
    const folder = join(this.folder, "bin", "vms");
    if (!existsSync(folder)) return [];
    return readdirSync(folder).map((file) => readFileSync(join(folder, file), "utf8"));
  }

  /** Takes the virtual machines of the computer away, as a person does in VirtualBox. */
  removeVms(): void {
    rmSync(join(this.folder, "bin", "vms"), { recursive: true, force: true });
  }

  /** Gives a machine's folder certificates that the engine does not trust. */
  spoilCertificates(name: string): void {
    const stranger = makeAuthority("stranger");
    writeCertificates(join(this.store, "machines", name), stranger, makeIdentity(stranger, "client"));
  }

  private makeEngine(): Server {
    const server = makeIdentity(this.authority, "server");
    const options = {
      ca: this.authority.certificate,
      cert: server.certificate,
      key: server.key,
      requestCert: true,
      rejectUnauthorized: true,
    };
    return createServer(options, (request, response) => {
      response.setHeader("Api-Version", "1.45");
      const answers: Record<string, object> = {
        version: { Version: "26.1.5", ApiVersion: "1.45" },
        info: { Swarm: { LocalNodeState: this.swarmState } },
      };
      response.end(JSON.stringify(answers[(request.url ?? "").split("/").pop() ?? ""] ?? "OK"));
    });
  }
}

/** Writes a folder of certificates as docker-machine's store has them. */
export function writeCertificates(folder: string, authority: Identity, client: Identity): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "ca.pem"), authority.certificate);
  writeFileSync(join(folder, "ca-key.pem"), authority.key);
  writeFileSync(join(folder, "cert.pem"), client.certificate);
  writeFileSync(join(folder, "key.pem"), client.key);
}
