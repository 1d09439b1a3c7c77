import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ContextSpec } from "../../../../components/context/context";
import { makeAuthority, makeIdentity } from "../../machine/support/certificates";
import { writeCertificates } from "../../machine/support/workshop";

/** A configuration of the docker client of its own, so that the person's is never touched, and certificates. */
export class DockerConfig {
  readonly folder = mkdtempSync(join(tmpdir(), "docker-config-"));
  /** A path that tries the quoting of the client's lists. */
  readonly certPath = join(this.folder, 'a, "b" = c');

  open(): void {
    const authority = makeAuthority();
    mkdirSync(this.certPath);
    writeCertificates(this.certPath, authority, makeIdentity(authority, "client"));
  }

  close(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** The environment in which the client uses this configuration. */
  get environment(): NodeJS.ProcessEnv {
    return { ...process.env, DOCKER_CONFIG: this.folder, DOCKER_HOST: undefined, DOCKER_CONTEXT: undefined };
  }

  spec(changes: Partial<ContextSpec> = {}, host = "tcp://10.0.0.1:2376"): ContextSpec {
    const dockerEnv = {
      DOCKER_HOST: host,
      DOCKER_TLS_VERIFY: "1",
      DOCKER_CERT_PATH: this.certPath,
      DOCKER_MACHINE_NAME: "node1",
    };
    return { contextName: "sw", owner: "swarm/test/swarm", use: false, dockerEnv, ...changes };
  }

  /** `docker context ...`, as a person would call it. */
  docker(...args: string[]): string {
    const options = { env: this.environment, encoding: "utf8", stdio: "pipe" } as const;
    return execFileSync("docker", ["context", ...args], options).trim();
  }

  names(): string[] {
    return this.docker("ls", "--quiet").split("\n").sort();
  }

  current(): string {
    return this.docker("inspect", "--format", "{{.Name}}");
  }

  host(context: string): string {
    return this.docker("inspect", "--format", "{{.Endpoints.docker.Host}}", context);
  }
}
