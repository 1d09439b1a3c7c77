import { local } from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";
import { script } from "../command-script";
import type { HostKind, HostSpec } from "../hosts/host";
import { driverOf } from "./drivers";
import { identityOf } from "./identity";
import type { MachineSpec } from "./spec";

/** Arguments of a {@link Machine}: everything a machine is, but its name. */
export type MachineArgs = Omit<MachineSpec, "name" | "environment" | "storePath" | "local"> & {
  /** Folder of docker-machine's store, relative to the project or absolute. */
  readonly storePath: pulumi.Input<string>;
  /** The host under a machine of a driver with hosts of this project, such as "local". @default none */
  readonly local?: pulumi.Input<HostSpec>;
  /**
   * Environment of docker-machine, where drivers look for credentials: a flag's value stands in the process list.
   * Secret. @example { DIGITALOCEAN_ACCESS_TOKEN: "..." } @default pulumi's own
   */
  readonly environment?: Readonly<Record<string, pulumi.Input<string>>>;
  /** Whether options of the driver or of the engine hold secrets: Pulumi then encrypts them whole. @default false */
  readonly secretOptions?: boolean;
  /** Name of the machine in docker-machine's store, and host name of the node. @default the resource's name */
  readonly machineName?: string;
  /**
   * Name of the machine that it takes the place of, with an alias of that one's resource: docker-machine cannot rename,
   * so that the former is removed before this one is created. @default none
   */
  readonly formerName?: string;
  /** Whether it is a part of another computer: then nothing is planned for it here. @default false */
  readonly elsewhere?: boolean;
};

/**
 * One docker-machine host, created by `docker-machine create` and removed by `docker-machine rm`.
 *
 * Creating is create-or-repair: a machine that is incomplete, stopped or has wrong certificates is repaired; one
 * that runs is left alone. A change of what docker-machine cannot change in place (driver, its options, the engine's
 * set-up) replaces the machine, the old one removed first.
 */
export class Machine extends pulumi.ComponentResource {
  /** Name of the machine in docker-machine's store. */
  readonly machineName: string;
  /** Driver as asked for. */
  readonly driver: string;
  /** Identity of this very machine: another one in its place has another. */
  readonly machineId: pulumi.Output<string>;
  /** IP address. */
  readonly address: pulumi.Output<string>;
  /** URL of the Docker Engine, "tcp://ADDRESS:2376". */
  readonly url: pulumi.Output<string>;
  /** State as docker-machine names it when the machine was created or last repaired: "Running". */
  readonly state: pulumi.Output<string>;
  /** Version of the Docker Engine. */
  readonly engineVersion: pulumi.Output<string>;

  /**
   * @param name name of the resource
   * @param args see {@link MachineArgs}
   * @param options those of every Pulumi resource. @default Pulumi's
   */
  constructor(name: string, args: MachineArgs, options?: pulumi.ComponentResourceOptions) {
    super("swarm:index:Machine", name, {}, options);
    const { machineName = name, formerName, elsewhere = false, ...rest } = args;
    this.machineName = machineName;
    this.driver = args.driver;
    // A component's own dependencies do not reach its children.
    const ignoreChanges = elsewhere ? ["environment", "triggers"] : [];
    const after = { parent: this, dependsOn: options?.dependsOn, deleteBeforeReplace: true, ignoreChanges };
    const { hosts } = driverOf(args.driver);
    const host = hosts && args.local && this.host(name, hosts, args.local, after);
    // Its name stands in nothing else that replaces a machine.
    const renamed = formerName === undefined ? {} : { replaceOnChanges: ["environment"] };
    const machine = this.machine(name, machineName, rest, host, { ...after, ...renamed });
    // It holds nothing secret, whatever the inputs do.
    const created = pulumi.unsecret(machine.stdout).apply((line) => JSON.parse(line) as CreatedMachine);
    this.machineId = machine.id;
    this.address = created.address;
    this.url = created.url;
    this.state = created.state;
    this.engineVersion = created.engineVersion;
    this.registerOutputs({ machineId: this.machineId, address: this.address, url: this.url });
  }

  private host(
    name: string,
    kind: HostKind,
    spec: pulumi.Input<HostSpec>,
    options: pulumi.ResourceOptions,
  ): local.Command {
    return new local.Command(
      `${name}-host`,
      {
        ...script(kind.command, "up", "down"),
        environment: { [kind.variable]: pulumi.jsonStringify(spec) },
        triggers: pulumi.output(spec).apply((known) => [...kind.identity(known)]),
      },
      options,
    );
  }

  private machine(
    name: string,
    machineName: string,
    { environment, secretOptions, ...args }: MachineArgs,
    host: local.Command | undefined,
    options: pulumi.ResourceOptions,
  ): local.Command {
    const hasCredentials = Object.keys(environment ?? {}).length > 0;
    const credentials = hasCredentials ? { environment } : {};
    const spec = pulumi.jsonStringify({ ...args, name: machineName, ...credentials });
    const triggers = [...identityOf(args), host ? host.id : ""];
    return new local.Command(
      `${name}-machine`,
      {
        ...script("machine/machine.command", "create", "remove"),
        environment: { MACHINE_SPEC: hasCredentials || secretOptions ? pulumi.secret(spec) : spec },
        triggers: secretOptions ? pulumi.secret(triggers) : triggers,
      },
      options,
    );
  }
}

/** What the machine script prints on its standard output. */
interface CreatedMachine {
  readonly address: string;
  readonly url: string;
  readonly state: string;
  readonly engineVersion: string;
}
