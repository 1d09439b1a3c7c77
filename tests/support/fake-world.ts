import type { Engine } from "../../components/engine/client";
import type { InitRequest, SwarmInfo } from "../../components/engine/types";
import type { MachineCondition } from "../../components/machine/condition";
import type { EngineUpgrade } from "../../components/machine/engine-upgrade";
import type { NodeNotes } from "../../components/machine/store/node-notes";
import type { Fleet } from "../../components/swarm/session/fleet";
import { fakeEngine } from "./fake-engine";
import { unreachable } from "./fake-errors";
import type { HostView } from "./fake-node";
import type { FakeSwarm } from "./fake-swarm";

/** What one engine knows of its membership; it survives a power cut. */
export interface Membership {
  readonly swarm: FakeSwarm;
  readonly nodeId: string;
  state: SwarmInfo["LocalNodeState"];
  control: boolean;
  error: string;
  /** The unlock key this engine last learned of. */
  key: string;
}

/** A host with a Docker Engine. */
export class FakeHost implements HostView {
  on = true;
  /** Host name, where that is another one than the machine's name. */
  hostname?: string;
  /** Its engine accepts connections and answers nothing: SIGSTOP. */
  frozen = false;
  /** How long it takes for its information, in milliseconds. */
  infoMs = 0;
  membership?: Membership;
  /** A join that was not answered in time and goes on. */
  pending?: { error: string };
  /** Address it joined with, where that is another than it has now. */
  advertised?: string;
  promotionFault?: string;
  triesAgain = false;
  /** Whether the machine is in docker-machine's store. */
  stored = true;
  /** The addresses that it tells over SSH; undefined where it cannot be asked. */
  interfaces?: { device: string; address: string }[];
  /** Looks its DNS name up, where it has one. */
  lookUp: () => void = () => undefined;
  /** A newer engine that its packages offer. */
  offer?: EngineUpgrade;
  /** The computer that it is a part of, where that is another one. */
  computer?: string;
  /** When the certificates of its engine end. */
  certificatesEnd?: Date;
  /** What its driver says while its engine does not answer. */
  condition: MachineCondition = { state: "unknown" };
  /** What is missing of its network. */
  networkProblem?: string;
  /** What the last init of its engine asked for. */
  initRequest?: InitRequest;
  /** Every call made, "POST /swarm/join" style names in order. */
  readonly calls: string[] = [];

  constructor(
    readonly name: string,
    public address: string,
  ) {}

  runsNode(nodeId: string): boolean {
    const { membership } = this;
    if (!this.on || this.frozen || membership?.nodeId !== nodeId) return false;
    return membership.state === "active" || (membership.state === "error" && !membership.error);
  }

  setControl(nodeId: string, control: boolean): void {
    if (this.membership?.nodeId === nodeId) this.membership.control = control;
  }

  removed(nodeId: string): void {
    if (!this.on || this.membership?.nodeId !== nodeId) return;
    Object.assign(this.membership, {
      state: "error",
      control: false,
      error: `rpc error: code = PermissionDenied desc = node ${nodeId} was removed from swarm`,
    });
  }

  failed(nodeId: string, error: string): void {
    if (this.membership?.nodeId === nodeId) Object.assign(this.membership, { state: "error", error });
  }

  rekey(swarmId: string, key: string): void {
    if (this.membership?.swarm.id === swarmId) this.membership.key = key;
  }

  cut(): void {
    this.on = false;
    this.noticed();
  }

  freeze(): void {
    this.frozen = true;
    this.noticed();
  }

  private noticed(): void {
    if (this.membership) this.membership.swarm.nodes.forEach((node) => this.membership!.swarm.runs(node));
  }

  /** Its record follows it to another address; its node keeps the one it joined with. */
  moveTo(address: string): void {
    this.advertised ??= this.address;
    this.address = address;
  }

  powerOn(): void {
    this.on = true;
    const membership = this.membership;
    if (!membership) return;
    const node = membership.swarm.nodes.get(membership.nodeId);
    if (!node) return this.removed(membership.nodeId);
    membership.control = node.member;
    const locks = membership.swarm.spec.EncryptionConfig.AutoLockManagers && node.member;
    membership.state = locks ? "locked" : "active";
  }
}

/** Hosts that reach each other, and the store in which they are machines. */
export class FakeWorld {
  readonly hosts = new Map<string, FakeHost>();
  /** Machines that were created or repaired, in order. */
  readonly ensured: string[] = [];
  /** Machines that got new certificates, in order. */
  readonly renewed: string[] = [];
  /** Machines whose engines were upgraded, in order. */
  readonly upgraded: string[] = [];
  /** Machines whose keys were replaced, in order, each with the trigger. */
  readonly rotated: string[] = [];
  /** What is kept of the nodes on the machines. */
  readonly notes = new Map<string, NodeNotes>();
  /** How long a join takes, in milliseconds. */
  joinMs = 200;
  /** Called as a join begins, to change the world in between. */
  beforeJoin: (host: FakeHost) => void = () => undefined;

  constructor(...names: string[]) {
    names.forEach((name) => this.hosts.set(name, new FakeHost(name, `10.9.0.${this.hosts.size + 1}`)));
  }

  host(name: string): FakeHost {
    const host = this.hosts.get(name);
    if (!host) throw new Error(`no host ${name}`);
    return host;
  }

  engine(name: string): Engine {
    return fakeEngine(this, this.host(name));
  }

  byAddress(address: string): FakeHost | undefined {
    return [...this.hosts.values()].find((host) => host.address === address.replace(/:\d+$/, ""));
  }

  /** Host destroyed and made anew under the same name: nothing of its membership is left. */
  recreate(name: string): void {
    const host = this.host(name);
    host.membership = undefined;
    host.pending = undefined;
    host.on = true;
    host.stored = true;
  }

  readonly fleet: Fleet = {
    machines: () => [...this.hosts.values()].filter((host) => host.stored).map((host) => host.name),
    machine: (name) => {
      const host = this.hosts.get(name);
      if (!host?.stored) return undefined;
      return {
        name,
        driver: "fake",
        address: host.address,
        nodeAddress: host.address,
        enginePort: 2376,
        certPath: "/none",
      };
    },
    engine: (name) => {
      if (!this.hosts.get(name)?.stored)
        throw unreachable(name, `there is no machine "${name}" in the store`);
      return this.engine(name);
    },
    condition: (name) => Promise.resolve(this.host(name).condition),
    networkProblem: (name) => Promise.resolve(this.host(name).networkProblem),
    repairNetwork: (name) => {
      this.host(name).networkProblem = undefined;
      return Promise.resolve();
    },
    nodeNotes: (name) => this.notes.get(name) ?? { ids: [] },
    noteNode: (name, id, addresses) => {
      const { ids } = this.notes.get(name) ?? { ids: [] };
      this.notes.set(name, { ...addresses, ids: [...ids, id] });
    },
    keptNodeId: (name) => {
      const { on, membership } = this.host(name);
      return Promise.resolve(on ? membership?.nodeId : undefined);
    },
    interfaces: (name) => Promise.resolve(this.host(name).interfaces),
    lookUpAddress: (name) => Promise.resolve(this.host(name).lookUp()),
    certificatesEnd: (name) => this.host(name).certificatesEnd,
    renewCertificates: (name) => {
      this.renewed.push(name);
      this.host(name).certificatesEnd = new Date(Date.now() + 1080 * 86_400_000);
      return Promise.resolve();
    },
    rotateKeys: (name, trigger) => {
      this.rotated.push(`${name} ${trigger}`);
      return Promise.resolve();
    },
    findEngineUpgrade: (name) => Promise.resolve(this.host(name).offer),
    upgradeEngine: (name) => {
      this.upgraded.push(name);
      this.host(name).offer = undefined;
      return Promise.resolve();
    },
    copyRaft: (name) => Promise.resolve(`what ${name} knows`),
    putRaft: () => Promise.reject(new Error("the in-memory engine has no files")),
    elsewhere: (name) => this.host(name).computer,
    isRemembered: (name) => this.hosts.has(name),
    remembered: () => [...this.hosts.keys()],
    agree: (machine, inState) => {
      const host = this.hosts.get(machine);
      const bundle = host?.stored
        ? { version: 1 as const, machine, files: { address: host.address } }
        : inState;
      return { bundle };
    },
    ensureMachine: async (name) => {
      this.ensured.push(name);
      const host = this.host(name);
      if (host.condition.movedTo) host.moveTo(host.condition.movedTo);
      if (!host.stored) this.recreate(name);
      else if (!host.on) host.powerOn();
    },
  };
}
