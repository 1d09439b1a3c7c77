import type { Node, NodeSpec, SwarmSpec } from "../../components/engine/types";

/** What SwarmKit takes for things, as measured on real engines, in milliseconds. */
export const timing = {
  promotion: 700,
  control: 1200,
  demotion: 100,
  controlLost: 300,
  /** For so long a demoted node's certificate still says manager ... */
  certificate: 4500,
  /** ... and a promotion in that time takes so long. */
  stalledPromotion: 30_000,
  /** How long an engine dials the manager it joined through, gone or not, before it tries another. */
  staleDial: 20_000,
  /** How long it then takes to start its node anew. */
  restart: 300,
  unreachable: 2600,
  down: 12_000,
  removedNoticed: 1000,
  rootRotation: 2000,
};

/** What the swarm needs to know of a host. */
export interface HostView {
  readonly name: string;
  readonly address: string;
  /** Host name, where that is another one than the machine's name. */
  readonly hostname?: string;
  /** Whether the host's engine runs, unlocked, as this node. */
  runsNode(nodeId: string): boolean;
  setControl(nodeId: string, control: boolean): void;
  removed(nodeId: string): void;
  /** Why a promotion of this host does not succeed: its engine dials a manager that is gone. */
  readonly promotionFault?: string;
  /** Whether it starts its node anew after that, with another address. */
  readonly triesAgain: boolean;
  /** Its engine gives up. */
  failed(nodeId: string, error: string): void;
  rekey(swarmId: string, key: string): void;
}

/** A node in the managers' list. `member`: in the raft, whatever the spec wants. */
export interface FakeNode {
  readonly id: string;
  readonly host: HostView;
  spec: NodeSpec;
  member: boolean;
  version: number;
  readonly createdAt: number;
  updatedAt: number;
  demotedAt: number;
  /** When the managers last heard of it; undefined while they do. */
  lostAt?: number;
  trustRoot: string;
}

let count = 0;

/** A name that was never given before. */
export const fresh = (prefix: string) => `${prefix}${(++count).toString(36).padStart(6, "0")}`;

/** The node as the managers tell it. `lostMs`: for how long they have not heard of it. */
export function nodeView(node: FakeNode, lostMs: number, leads: boolean, downMs: number): Node {
  const down = lostMs >= downMs;
  return {
    ID: node.id,
    Version: { Index: node.version },
    CreatedAt: new Date(node.createdAt).toISOString(),
    UpdatedAt: new Date(node.updatedAt).toISOString(),
    Spec: { ...node.spec, Labels: { ...node.spec.Labels } },
    Description: {
      Hostname: node.host.hostname ?? node.host.name,
      Engine: { EngineVersion: "26.1.5" },
      TLSInfo: { TrustRoot: node.trustRoot },
    },
    Status: {
      State: down ? "down" : "ready",
      Message: down ? "heartbeat failure" : undefined,
      Addr: node.host.address,
    },
    ...(node.member && {
      ManagerStatus: {
        Leader: leads,
        Reachability: lostMs >= timing.unreachable ? ("unreachable" as const) : ("reachable" as const),
        Addr: `${node.host.address}:2377`,
      },
    }),
  };
}

/** What engines fill in at init. */
export function mergeWithDefaults(spec: Partial<SwarmSpec>): SwarmSpec {
  return {
    Name: "default",
    Labels: spec.Labels ?? {},
    Orchestration: { TaskHistoryRetentionLimit: 5, ...spec.Orchestration },
    Raft: { SnapshotInterval: 10000, KeepOldSnapshots: 0, LogEntriesForSlowFollowers: 500, ...spec.Raft },
    Dispatcher: { HeartbeatPeriod: 5e9, ...spec.Dispatcher },
    CAConfig: { NodeCertExpiry: 2160 * 3600e9, ...spec.CAConfig },
    EncryptionConfig: { AutoLockManagers: spec.EncryptionConfig?.AutoLockManagers ?? false },
    TaskDefaults: {},
  };
}
