import type { Node, Service, Task } from "../../../components/engine/types";
import type { Answers, Declared, DeclaredNode } from "../../../view/answers";
import { viewOf, type Freshness } from "../../../view/model";
import type { View } from "../../../view/view";

/** When all the pictures of these tests were taken. */
export const now = Date.parse("2026-11-25T12:00:00Z");
export const dayMs = 24 * 3600 * 1000;

/** What matters of a node in these tests. */
export interface NodeFixture {
  readonly role?: "manager" | "worker";
  /** Wanted role. @default the role */
  readonly wantedRole?: "manager" | "worker";
  readonly leader?: boolean;
  readonly reachable?: boolean;
  readonly state?: Node["Status"]["State"];
  readonly availability?: "active" | "pause" | "drain";
  readonly labels?: Record<string, string>;
  readonly id?: string;
}

/** A node as an engine tells it. */
export function node(name: string, fixture: NodeFixture = {}): Node {
  const { role = "worker", state = "ready", availability = "active", labels = {} } = fixture;
  const number = Number(/\d+$/.exec(name)?.[0] ?? 0);
  const address = `10.77.0.${10 + number}`;
  return {
    ID: fixture.id ?? `id-${name}`,
    Version: { Index: 1 },
    CreatedAt: "2026-11-25T10:00:00Z",
    UpdatedAt: "2026-11-25T10:00:00Z",
    Spec: { Labels: labels, Role: fixture.wantedRole ?? role, Availability: availability },
    Description: {
      Hostname: name,
      Engine: { EngineVersion: "28.2.2" },
      Resources: { NanoCPUs: 4e9, MemoryBytes: 8 * 2 ** 30 },
    },
    Status: { State: state, Addr: address, ...(state === "down" && { Message: "heartbeat failure" }) },
    ...(role === "manager" && {
      ManagerStatus: {
        Leader: fixture.leader ?? false,
        Reachability: (fixture.reachable ?? true) ? ("reachable" as const) : ("unreachable" as const),
        Addr: `${address}:2377`,
      },
    }),
  };
}

export function service(name: string, replicas?: number): Service {
  const mode = replicas === undefined ? {} : { Replicated: { Replicas: replicas } };
  return { ID: `service-${name}`, Spec: { Name: name, Mode: mode } };
}

let tasks = 0;
/** A task of a service on a node, or on none yet (""). */
export function task(
  serviceName: string,
  nodeName: string,
  state = "running",
  error?: string,
  time?: string,
): Task {
  return {
    ID: `task-${++tasks}`,
    ServiceID: `service-${serviceName}`,
    NodeID: nodeName && `id-${nodeName}`,
    DesiredState: "running",
    Status: { State: state, ...(error && { Err: error }), ...(time && { Timestamp: time }) },
  };
}

export function answers(nodes: readonly Node[], more: Partial<Answers> = {}): Answers {
  const fixed = {
    takenAt: now,
    manager: "node1",
    swarmId: "swarm1",
    services: [],
    tasks: [],
    pastTasks: [],
    silent: {},
    certificates: [],
  };
  return { ...fixed, nodes, ...more };
}

/** The state that declares the nodes just as they are. */
export function declaredAs(
  nodes: readonly Node[],
  changes: Record<string, Partial<DeclaredNode>> = {},
): Declared {
  const declared = nodes.map(({ ID, Spec, Description }) => ({
    machine: Description.Hostname,
    nodeId: ID,
    role: Spec.Role,
    availability: Spec.Availability,
    labels: { ...Spec.Labels },
    changing: false,
    ...changes[Description.Hostname],
  }));
  return { stack: "dev", swarmId: "swarm1", nodes: declared };
}

export function picture(
  all: Answers,
  declared = declaredAs(all.nodes),
  freshness: Partial<Freshness> = {},
): View {
  return viewOf(all, declared, { mode: "live", ...freshness });
}

/** The exercise: one manager, two workers, a service. */
export function exercise(): Answers {
  const nodes = [node("node1", { role: "manager", leader: true }), node("node2"), node("node3")];
  return answers(nodes, {
    services: [service("web", 3)],
    tasks: [task("web", "node1"), task("web", "node2"), task("web", "node3", "starting")],
  });
}

/** 5 managers and 95 workers in three zones; some are down, drained or paused. */
export function hundred(): Answers {
  const managers = [1, 2, 3, 4, 5].map((i) =>
    node(`node${i}`, {
      role: "manager",
      leader: i === 2,
      reachable: i !== 5,
      labels: { zone: "abc"[i % 3] },
    }),
  );
  const workers = Array.from({ length: 95 }, (_, i) => {
    const labels = { zone: "abc"[i % 3], ...(i % 4 === 0 && { disk: "ssd" }) };
    const state = i % 40 === 7 ? ("down" as const) : undefined;
    const availability = i % 30 === 3 ? ("drain" as const) : i % 30 === 5 ? ("pause" as const) : undefined;
    return node(`node${i + 6}`, { labels, state, availability });
  });
  const ready = workers.filter(
    ({ Status, Spec }) => Status.State === "ready" && Spec.Availability === "active",
  );
  return answers([...managers, ...workers], {
    services: [service("web", ready.length), service("search", 30), service("agent")],
    tasks: ready.flatMap(({ Description: { Hostname: name } }, i) => [
      task("web", name, i % 20 === 9 ? "preparing" : "running"),
      task("agent", name),
      ...(i % 3 === 0 ? [task("search", name)] : []),
    ]),
  });
}
