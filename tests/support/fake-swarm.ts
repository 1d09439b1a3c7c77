import type { Node, NodeSpec, Rotations, Service, SwarmSpec, Task } from "../../components/engine/types";
import { fault, notDown, notFound, stillManager } from "./fake-errors";
import { fresh, mergeWithDefaults, nodeView, timing, type FakeNode, type HostView } from "./fake-node";

/** The managers' common state, with the rules SwarmKit enforces on it. */
export class FakeSwarm {
  readonly id = fresh("swarm");
  version = 10;
  spec: SwarmSpec;
  tokens = { Worker: fresh("SWMTKN-1-w"), Manager: fresh("SWMTKN-1-m") };
  unlockKey = fresh("SWMKEY-1-");
  readonly nodes = new Map<string, FakeNode>();
  readonly tasks: Task[] = [];
  readonly services: Service[] = [];
  trustRoot = fresh("root");
  /** So many of the next updates find that somebody else was faster. */
  disturbances = 0;
  /** How long a drained task takes to stop. */
  taskStopMs = 1000;

  constructor(
    spec: Partial<SwarmSpec>,
    readonly init: { DataPathPort?: number; DefaultAddrPool?: string[]; SubnetSize?: number },
  ) {
    this.spec = mergeWithDefaults(spec);
  }

  addNode(host: HostView, role: NodeSpec["Role"], availability: NodeSpec["Availability"]): FakeNode {
    const now = Date.now();
    const node: FakeNode = {
      id: fresh("node"),
      host,
      spec: { Labels: {}, Role: role, Availability: availability },
      member: role === "manager",
      version: ++this.version,
      createdAt: now,
      updatedAt: now,
      demotedAt: 0,
      trustRoot: this.trustRoot,
    };
    this.nodes.set(node.id, node);
    return node;
  }

  members(): FakeNode[] {
    return [...this.nodes.values()].filter((node) => node.member);
  }

  hasLeader(): boolean {
    const members = this.members();
    return members.filter((node) => this.runs(node)).length > members.length / 2;
  }

  leader(): FakeNode | undefined {
    return this.hasLeader() ? this.members().find((node) => this.runs(node)) : undefined;
  }

  runs(node: FakeNode): boolean {
    const runs = node.host.runsNode(node.id);
    if (runs) node.lostAt = undefined;
    else node.lostAt ??= Date.now();
    return runs;
  }

  node(id: string): FakeNode {
    const node = this.nodes.get(id);
    if (!node) throw notFound(id);
    return node;
  }

  view(node: FakeNode): Node {
    const lostMs = this.runs(node) ? 0 : Date.now() - node.lostAt!;
    const graceMs = (3 * (this.spec.Dispatcher.HeartbeatPeriod ?? 5e9)) / 1e6;
    return nodeView(node, lostMs, this.leader() === node, Math.max(timing.down, graceMs - 3000));
  }

  updateNode(id: string, version: number, spec: NodeSpec): void {
    const node = this.node(id);
    this.checkVersion(version, node.version);
    if (node.spec.Role === "worker" && spec.Role === "manager") this.promote(node);
    if (node.spec.Role === "manager" && spec.Role === "worker") this.demote(node);
    if (spec.Availability === "drain" && node.spec.Availability !== "drain") this.stopTasks(id);
    node.spec = { ...spec, Labels: { ...spec.Labels } };
    this.touch(node);
  }

  removeNode(id: string, force: boolean): void {
    const node = this.node(id);
    if (node.member) throw stillManager(id);
    if (!force && this.view(node).Status.State === "ready") throw notDown(id);
    this.nodes.delete(id);
    setTimeout(() => node.host.removed(id), timing.removedNoticed);
  }

  update(version: number, spec: SwarmSpec, rotate: Rotations): void {
    this.checkVersion(version, this.version);
    if (!["", "default"].includes(spec.Name)) throw fault("badName");
    const expiry = spec.CAConfig.NodeCertExpiry;
    if (expiry !== undefined && expiry < 3600e9) throw fault("expiryTooShort");
    const newRoot = spec.CAConfig.SigningCACert ?? (this.rotatesRoot(spec) ? fresh("root") : undefined);
    if (newRoot && newRoot !== this.trustRoot) this.rotateRoot(newRoot);
    if (rotate.rotateWorkerToken) this.tokens = { ...this.tokens, Worker: fresh("SWMTKN-1-w") };
    if (rotate.rotateManagerToken) this.tokens = { ...this.tokens, Manager: fresh("SWMTKN-1-m") };
    if (rotate.rotateManagerUnlockKey) this.unlockKey = fresh("SWMKEY-1-");
    this.spec = structuredClone(spec);
    delete this.spec.CAConfig.SigningCACert;
    delete this.spec.CAConfig.SigningCAKey;
    for (const node of this.members()) if (this.runs(node)) node.host.rekey(this.id, this.unlockKey);
    this.version++;
  }

  /** Only this manager stays one; the others are workers when they come back. */
  forceNewCluster(survivor: string): void {
    for (const node of this.nodes.values()) {
      if (node.id === survivor) continue;
      node.member = false;
      node.spec = { ...node.spec, Role: "worker" };
      node.host.setControl(node.id, false);
    }
  }

  private promote(node: FakeNode): void {
    const { host } = node;
    const stalled = Date.now() - node.demotedAt < timing.certificate;
    const extra = (stalled ? timing.stalledPromotion : 0) + (host.promotionFault ? timing.staleDial : 0);
    const step = (work: () => void) => () => {
      if (node.spec.Role === "manager" && this.nodes.has(node.id) && this.runs(node)) work();
    };
    const real = () => {
      node.member = true;
      this.touch(node);
    };
    const restarted = () => {
      host.failed(node.id, "");
      host.setControl(node.id, true);
      real();
    };
    const failed = () => {
      host.failed(node.id, host.promotionFault!);
      if (host.triesAgain) setTimeout(restarted, timing.restart);
    };
    setTimeout(step(host.promotionFault ? failed : real), timing.promotion + extra);
    if (host.promotionFault) return;
    setTimeout(
      step(() => host.setControl(node.id, true)),
      timing.control + extra,
    );
  }

  private demote(node: FakeNode): void {
    if (!node.member) throw fault("notRaftMember");
    const staying = this.members().filter((other) => other !== node);
    if (staying.length === 0) throw fault("lastManager");
    const reachable = staying.filter((other) => this.view(other).ManagerStatus?.Reachability === "reachable");
    if (reachable.length < Math.floor(staying.length / 2) + 1) throw fault("quorumLoss");
    node.demotedAt = Date.now();
    setTimeout(() => (node.member = false), timing.demotion);
    setTimeout(() => node.host.setControl(node.id, false), timing.controlLost);
    setTimeout(() => this.touch(node), timing.certificate);
  }

  private stopTasks(nodeId: string): void {
    setTimeout(() => {
      for (const [i, task] of this.tasks.entries()) {
        if (task.NodeID === nodeId) this.tasks[i] = { ...task, Status: { State: "shutdown" } };
      }
    }, this.taskStopMs);
  }

  private rotatesRoot(spec: SwarmSpec): boolean {
    return (spec.CAConfig.ForceRotate ?? 0) !== (this.spec.CAConfig.ForceRotate ?? 0);
  }

  private rotateRoot(root: string): void {
    this.trustRoot = root;
    this.tokens = { Worker: fresh("SWMTKN-1-w"), Manager: fresh("SWMTKN-1-m") };
    setTimeout(() => {
      for (const node of this.nodes.values()) if (this.runs(node)) node.trustRoot = root;
    }, timing.rootRotation);
  }

  rootRotationInProgress(): boolean {
    return [...this.nodes.values()].some((node) => node.trustRoot !== this.trustRoot);
  }

  private checkVersion(given: number, actual: number): void {
    if (this.disturbances > 0) {
      this.disturbances--;
      throw fault("outOfSequence");
    }
    if (given !== actual) throw fault("outOfSequence");
  }

  private touch(node: FakeNode): void {
    node.version = ++this.version;
    node.updatedAt = Date.now();
  }
}
