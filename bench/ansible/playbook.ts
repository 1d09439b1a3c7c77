import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { engineUrl } from "../../components/engine/address";
import type { StoredMachine } from "../../components/machine/store/record";
import type { RunProgram } from "../measure";

/** Ansible in an environment of its own, and the playbook of the swarm. */
export class Playbook {
  private readonly environment: string;

  /** @param folder its environment, its inventory and its own files */
  constructor(private readonly folder: string) {
    this.environment = join(folder, "environment");
  }

  /**
   * Installs Ansible with Docker's modules, and the library that they need: of version 6, since with later ones they refuse
   * an engine by TLS ("tls_hostname is not compatible with Docker SDK for Python 7.0.0+").
   */
  async install(run: RunProgram): Promise<void> {
    await run("python3", ["-m", "venv", this.environment]);
    await run(this.program("pip"), ["install", "--quiet", "ansible", "docker<7"]);
  }

  /**
   * Makes machines a swarm of these managers.
   * @param managers names of the managers beside node1
   */
  async play(
    run: RunProgram,
    machines: readonly StoredMachine[],
    managers: readonly string[],
  ): Promise<void> {
    mkdirSync(this.folder, { recursive: true });
    const inventory = join(this.folder, "inventory.json");
    writeFileSync(inventory, JSON.stringify(this.inventory(machines)));
    const variables = ["--extra-vars", JSON.stringify({ managers })];
    await run(
      this.program("ansible-playbook"),
      ["--inventory", inventory, ...variables, join(__dirname, "swarm.yml")],
      { env: this.settings() },
    );
  }

  private inventory(machines: readonly StoredMachine[]) {
    const hosts = machines.map(({ name, address, enginePort, certPath }) => [
      name,
      {
        address,
        engine_url: engineUrl(address, enginePort),
        certificates: certPath,
        ansible_connection: "local",
        ansible_python_interpreter: this.program("python"),
      },
    ]);
    return { all: { hosts: Object.fromEntries(hosts) as object } };
  }

  /** Its environment, without what would take precedence over the authority of the machines. */
  private settings(): NodeJS.ProcessEnv {
    const own = { ANSIBLE_HOME: join(this.folder, "home"), ANSIBLE_FORKS: "10" };
    return { ...process.env, ...own, REQUESTS_CA_BUNDLE: undefined, CURL_CA_BUNDLE: undefined };
  }

  private program(name: string): string {
    return join(this.environment, "bin", name);
  }
}
