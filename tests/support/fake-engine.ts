import { hostOf, ipVersion } from "../../components/engine/address";
import type { Engine } from "../../components/engine/client";
import type * as api from "../../components/engine/types";
import { fault, late, unreachable } from "./fake-errors";
import { FakeSwarm } from "./fake-swarm";
import type { FakeHost, FakeWorld } from "./fake-world";

const latencyMs = 5;
const delay = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/** The Docker Engine of one host of the world. */
export function fakeEngine(world: FakeWorld, host: FakeHost, limitSeconds = 10): Engine {
  const call = <T>(name: string, work: () => T | Promise<T>) => answer(host, name, limitSeconds, work);
  const manage = <T>(name: string, work: (swarm: FakeSwarm) => T) => call(name, () => work(managed(host)));
  return {
    address: `${host.address}:2376`,
    within: (seconds) => fakeEngine(world, host, seconds),
    ping: () => call("ping", () => ({ apiVersion: "1.45", swarm: pingState(host) })),
    info: () => call("info", () => info(host)),
    version: () => call("version", () => ({ Version: "26.1.5", ApiVersion: "1.45" })),
    swarmInit: (request) => call("swarmInit", () => init(host, request)),
    swarmInspect: () => manage("swarmInspect", inspect),
    swarmJoin: (request) => call("swarmJoin", () => join(world, host, request)),
    swarmLeave: (force = false) => call("swarmLeave", () => leave(host, force)),
    swarmUpdate: (version, spec, rotate = {}) =>
      manage("swarmUpdate", (swarm) => swarm.update(version, spec, rotate)),
    unlockKey: () =>
      manage("unlockKey", (swarm) => (swarm.spec.EncryptionConfig.AutoLockManagers ? swarm.unlockKey : "")),
    unlock: (key) => call("unlock", () => unlock(host, key)),
    nodes: () => manage("nodes", (swarm) => [...swarm.nodes.values()].map((node) => swarm.view(node))),
    node: (id) => manage("node", (swarm) => swarm.view(swarm.node(id))),
    nodeUpdate: (id, version, spec) => manage("nodeUpdate", (swarm) => swarm.updateNode(id, version, spec)),
    nodeRemove: (id, force = false) => manage("nodeRemove", (swarm) => swarm.removeNode(id, force)),
    tasks: (id) => manage("tasks", (swarm) => swarm.tasks.filter((task) => task.NodeID === id)),
    services: () => manage("services", (swarm) => [...swarm.services]),
    currentTasks: () => manage("currentTasks", (swarm) => [...swarm.tasks]),
    pastTasks: () => manage("pastTasks", () => []),
    events: () => {
      throw new Error("nobody follows the events of a fake engine");
    },
  };
}

async function answer<T>(
  host: FakeHost,
  name: string,
  limit: number,
  work: () => T | Promise<T>,
): Promise<T> {
  if (!host.on) {
    await delay(Math.min(limit, 3) * 1000);
    throw unreachable(host.address);
  }
  if (host.frozen) {
    await delay(limit * 1000);
    if (host.frozen) throw late(host.address, limit);
  }
  await delay(latencyMs);
  const slowMs = name === "info" ? host.infoMs : 0;
  await delay(Math.min(slowMs, limit * 1000));
  if (slowMs > limit * 1000) throw late(host.address, limit);
  if (!host.on) throw unreachable(host.address, "socket hang up");
  host.calls.push(name);
  return work();
}

function managed(host: FakeHost): FakeSwarm {
  const { membership } = host;
  if (membership?.state === "locked") throw fault("locked");
  if (!membership) throw fault("notManagerOutside");
  if (!membership.control) throw fault("notManagerWorker");
  if (!membership.swarm.hasLeader()) throw fault("noLeader");
  return membership.swarm;
}

function pingState(host: FakeHost): string {
  const { membership } = host;
  if (!membership) return host.pending ? "pending" : "inactive";
  if (membership.state !== "active") return membership.state;
  return membership.control ? "active/manager" : "active/worker";
}

function info(host: FakeHost): api.Info {
  const { membership } = host;
  const swarm = membership?.swarm;
  const answers = Boolean(membership?.control && ["active", "error"].includes(membership.state));
  const led = answers && swarm!.hasLeader();
  const open = membership && membership.state !== "locked" ? membership : undefined;
  return {
    Name: host.name,
    ServerVersion: "26.1.5",
    SystemTime: new Date().toISOString(),
    Swarm: {
      NodeID: open?.state === "error" && open.error ? "" : (open?.nodeId ?? ""),
      NodeAddr: open ? (host.advertised ?? host.address) : "",
      LocalNodeState: membership?.state ?? (host.pending ? "pending" : "inactive"),
      ControlAvailable: answers,
      Error: membership?.error || host.pending?.error || (answers && !led ? "does not have a leader" : ""),
      RemoteManagers: open
        ? swarm!.members().map((node) => ({ NodeID: node.id, Addr: `${node.host.address}:2377` }))
        : null,
      Cluster: answers ? { ID: led ? swarm!.id : "" } : null,
    },
  };
}

function inspect(swarm: FakeSwarm): api.Swarm {
  return {
    ID: swarm.id,
    Version: { Index: swarm.version },
    Spec: structuredClone(swarm.spec),
    JoinTokens: { ...swarm.tokens },
    TLSInfo: { TrustRoot: swarm.trustRoot },
    RootRotationInProgress: swarm.rootRotationInProgress(),
    ...swarm.init,
  };
}

async function init(host: FakeHost, request: api.InitRequest): Promise<string> {
  host.initRequest = request;
  if (request.ForceNewCluster) return forceNewCluster(host);
  if (host.membership || host.pending) throw fault("alreadyInSwarm");
  if (!request.AdvertiseAddr) throw fault("addresses");
  const swarm = new FakeSwarm(request.Spec ?? {}, {
    DataPathPort: request.DataPathPort,
    DefaultAddrPool: request.DefaultAddrPool,
    SubnetSize: request.SubnetSize,
  });
  const node = swarm.addNode(host, "manager", request.Availability ?? "active");
  host.membership = {
    swarm,
    nodeId: node.id,
    state: "active",
    control: true,
    error: "",
    key: swarm.unlockKey,
  };
  return node.id;
}

async function forceNewCluster(host: FakeHost): Promise<string> {
  const { membership } = host;
  if (!membership?.control) throw fault("notManagerWorker");
  await delay(12_000);
  membership.swarm.forceNewCluster(membership.nodeId);
  return membership.nodeId;
}

async function join(world: FakeWorld, host: FakeHost, request: api.JoinRequest): Promise<void> {
  if (host.membership || host.pending) throw fault("alreadyInSwarm");
  world.beforeJoin(host);
  const attempt = { error: "context deadline exceeded" };
  host.pending = attempt;
  const done = attemptJoin(world, host, request, attempt);
  const inTime = await Promise.race([done.then(() => true), delay(20_000).then(() => false)]);
  if (!inTime) throw fault("joinTimeout");
}

/** Goes on until it is answered or called off. */
async function attemptJoin(
  world: FakeWorld,
  host: FakeHost,
  request: api.JoinRequest,
  attempt: { error: string },
): Promise<void> {
  await delay(world.joinMs);
  const remote = world.byAddress(request.RemoteAddrs[0]);
  const swarm = remote?.on && remote.membership?.control ? remote.membership.swarm : undefined;
  if (host.pending !== attempt) return;
  if (!swarm?.hasLeader()) return attemptJoin(world, host, request, attempt);
  host.pending = undefined;
  const role = Object.entries(swarm.tokens).find(([, token]) => token === request.JoinToken)?.[0];
  if (!role) throw fault("badToken");
  advertise(host, request.AdvertiseAddr);
  const manages = role === "Manager";
  const node = swarm.addNode(host, manages ? "manager" : "worker", request.Availability ?? "active");
  host.membership = {
    swarm,
    nodeId: node.id,
    state: "active",
    control: manages,
    error: "",
    key: swarm.unlockKey,
  };
}

function leave(host: FakeHost, force: boolean): void {
  const { membership } = host;
  if (!membership && !host.pending) throw fault("notInSwarm");
  if (membership?.state === "locked" && !force) throw fault("locked");
  if (membership?.control && !force) throw fault("managerLeaves");
  host.membership = undefined;
  host.advertised = undefined;
  host.pending = undefined;
  membership?.swarm.nodes.forEach((node) => membership.swarm.runs(node));
}

function unlock(host: FakeHost, key: string): void {
  const { membership } = host;
  if (!membership) throw fault("notInSwarm");
  if (membership.state !== "locked") throw fault("notLocked");
  if (membership.key !== key) throw fault("wrongKey");
  membership.state = "active";
  membership.key = membership.swarm.unlockKey;
}

/** As moby: an address is taken, an interface gives its own, and what is neither is passed over. */
function advertise(host: FakeHost, asked = ""): void {
  const wanted = hostOf(asked);
  const address = ipVersion(wanted)
    ? wanted
    : host.interfaces?.find(({ device }) => device === wanted)?.address;
  if (address && address !== host.address) host.advertised = address;
}
