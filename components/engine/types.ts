// The parts of the Docker Engine API (v1.40 and later) that this project reads or writes, with the API's own names.

/** Whether a node takes part in the managers' raft consensus or only runs tasks. */
export type Role = "manager" | "worker";

/** Whether a node runs tasks: also new ones (active), only those it has (pause), none (drain). */
export type Availability = "active" | "pause" | "drain";

/** The engine's own view of its membership; `GET /info`, field Swarm. */
export interface SwarmInfo {
  /** ID of this node; empty outside a swarm. */
  readonly NodeID: string;
  /** Address that this node advertises. */
  readonly NodeAddr: string;
  readonly LocalNodeState: "inactive" | "pending" | "active" | "error" | "locked";
  /** Whether this engine answers as a manager. */
  readonly ControlAvailable: boolean;
  /** Why the state is "error", or why a manager cannot reach its swarm. */
  readonly Error: string;
  /** The managers as this node knows them; set on workers too. */
  readonly RemoteManagers: readonly { readonly NodeID: string; readonly Addr: string }[] | null;
  /** The swarm; only on managers, and with an empty ID while there is no leader. */
  readonly Cluster?: { readonly ID: string } | null;
}

/** `GET /info`. */
export interface Info {
  readonly Name: string;
  readonly ServerVersion: string;
  /** The engine's clock, RFC 3339. */
  readonly SystemTime: string;
  readonly Swarm: SwarmInfo;
}

/** `GET /version`. */
export interface Version {
  readonly Version: string;
  readonly ApiVersion: string;
}

/** Headers of `GET /_ping`. */
export interface Ping {
  /** Highest API version of the engine. */
  readonly apiVersion: string;
  /** "inactive", "active/worker", "active/manager", "locked", ...; only from engines with API 1.42 and later. */
  readonly swarm?: string;
}

/** Version of an object in the swarm; an update must name the version it is based on. */
export interface ObjectVersion {
  readonly Index: number;
}

/** An external certificate authority. */
export interface ExternalCASpec {
  Protocol: string;
  URL: string;
  Options?: Record<string, string>;
  CACert?: string;
}

/** The cluster-wide settings. An update replaces all of them. */
export interface SwarmSpec {
  Name: string;
  Labels: Record<string, string> | null;
  Orchestration: { TaskHistoryRetentionLimit?: number };
  Raft: {
    SnapshotInterval?: number;
    KeepOldSnapshots?: number;
    LogEntriesForSlowFollowers?: number;
    ElectionTick?: number;
    HeartbeatTick?: number;
  };
  /** HeartbeatPeriod in nanoseconds. */
  Dispatcher: { HeartbeatPeriod?: number };
  CAConfig: {
    /** Nanoseconds. */
    NodeCertExpiry?: number;
    ExternalCAs?: ExternalCASpec[];
    /** The engine never returns it; it is sent only to change it. */
    SigningCACert?: string;
    SigningCAKey?: string;
    /** A number that differs from the last one rotates the authority. */
    ForceRotate?: number;
  };
  EncryptionConfig: { AutoLockManagers: boolean };
  TaskDefaults: object;
}

/** `GET /swarm`, on managers. */
export interface Swarm {
  readonly ID: string;
  readonly Version: ObjectVersion;
  readonly Spec: SwarmSpec;
  readonly JoinTokens: { readonly Worker: string; readonly Manager: string };
  /** TrustRoot: the swarm's root certificate, PEM. */
  readonly TLSInfo?: { readonly TrustRoot?: string };
  readonly RootRotationInProgress: boolean;
  readonly DefaultAddrPool?: readonly string[];
  readonly SubnetSize?: number;
  readonly DataPathPort?: number;
}

/** The wanted state of a node. An update replaces all of it. */
export interface NodeSpec {
  Name?: string;
  Labels: Record<string, string> | null;
  Role: Role;
  Availability: Availability;
}

/** `GET /nodes/{id}`, on managers. */
export interface Node {
  readonly ID: string;
  readonly Version: ObjectVersion;
  readonly CreatedAt: string;
  readonly UpdatedAt: string;
  readonly Spec: NodeSpec;
  readonly Description: {
    readonly Hostname: string;
    readonly Engine: { readonly EngineVersion: string };
    /** Processors in billionths, memory in bytes. */
    readonly Resources?: { readonly NanoCPUs?: number; readonly MemoryBytes?: number };
    readonly TLSInfo?: { readonly TrustRoot?: string };
  };
  readonly Status: {
    readonly State: "unknown" | "down" | "ready" | "disconnected";
    readonly Message?: string;
    /** Address the managers see; "0.0.0.0" for some leaders. */
    readonly Addr: string;
  };
  /** Only on nodes that are raft members now, whatever Spec.Role says. */
  readonly ManagerStatus?: {
    readonly Leader?: boolean;
    readonly Reachability: "unknown" | "unreachable" | "reachable";
    /** "host:port" through which others join. */
    readonly Addr: string;
  };
}

/** One container of a service on one node; `GET /tasks`, on managers. */
export interface Task {
  readonly ID: string;
  readonly ServiceID: string;
  /** Empty while no node is found for it. */
  readonly NodeID: string;
  readonly DesiredState: string;
  /** Err: why it does not run yet, or failed. Timestamp: when it came into this state. */
  readonly Status: { readonly State: string; readonly Err?: string; readonly Timestamp?: string };
}

/** `GET /services`, on managers. */
export interface Service {
  readonly ID: string;
  readonly Spec: {
    readonly Name: string;
    /** Replicated: so many tasks in all; any other mode: as many as there are nodes or jobs for it. */
    readonly Mode?: { readonly Replicated?: { readonly Replicas?: number } };
  };
}

/** One message of `GET /events`. */
export interface EngineEvent {
  /** "node", "service", "container", ... */
  readonly Type: string;
  /** "create", "update", "remove", ... */
  readonly Action: string;
}

/** Body of `POST /swarm/init`. */
export interface InitRequest {
  ListenAddr: string;
  AdvertiseAddr: string;
  DataPathAddr?: string;
  DataPathPort?: number;
  DefaultAddrPool?: string[];
  SubnetSize?: number;
  ForceNewCluster?: boolean;
  AutoLockManagers?: boolean;
  Availability?: Availability;
  Spec?: Partial<SwarmSpec>;
}

/** Body of `POST /swarm/join`. The engine uses only the first remote address. */
export interface JoinRequest {
  ListenAddr: string;
  AdvertiseAddr: string;
  DataPathAddr?: string;
  RemoteAddrs: string[];
  JoinToken: string;
  Availability?: Availability;
}

/** What `POST /swarm/update` rotates. */
export interface Rotations {
  readonly rotateWorkerToken?: boolean;
  readonly rotateManagerToken?: boolean;
  readonly rotateManagerUnlockKey?: boolean;
}
