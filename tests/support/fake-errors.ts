import { EngineError } from "../../components/engine/errors";

// What real engines say (Docker 20.10 to 26, API 1.40 and later), with the status they say it with.
export const faults = {
  alreadyInSwarm: [
    503,
    'This node is already part of a swarm. Use "docker swarm leave" to leave this swarm and join another one.',
  ],
  notInSwarm: [503, "This node is not part of a swarm"],
  notManagerOutside: [
    503,
    'This node is not a swarm manager. Use "docker swarm init" or "docker swarm join" to connect this node to swarm and try again.',
  ],
  notManagerWorker: [
    503,
    "This node is not a swarm manager. Worker nodes can't be used to view or modify cluster state. Please run this command on a manager node or promote the current node to a manager.",
  ],
  joinTimeout: [
    503,
    'Timeout was reached before node joined. The attempt to join the swarm will continue in the background. Use the "docker info" command to see the current swarm status of your node.',
  ],
  locked: [
    503,
    'Swarm is encrypted and needs to be unlocked before it can be used. Please use "docker swarm unlock" to unlock it.',
  ],
  managerLeaves: [
    503,
    "You are attempting to leave the swarm on a node that is participating as a manager. Use `--force` to suppress this message.",
  ],
  badToken: [400, "A valid join token is necessary to join this cluster"],
  otherToken: [500, "remote CA does not match fingerprint. Expected: 123abc"],
  wrongKey: [401, "invalid key"],
  notLocked: [409, "swarm is not locked"],
  lastManager: [400, "attempting to demote the last manager of the swarm"],
  quorumLoss: [400, "can't remove member from the raft: this would result in a loss of quorum"],
  notRaftMember: [404, "can't find manager in raft memberlist"],
  outOfSequence: [500, "rpc error: code = Unknown desc = update out of sequence"],
  noLeader: [
    500,
    "rpc error: code = Unknown desc = The swarm does not have a leader. It's possible that too few managers are online. Make sure more than half of the managers are online.",
  ],
  deadline: [500, "rpc error: code = DeadlineExceeded desc = context deadline exceeded"],
  expiryTooShort: [400, "minimum certificate expiry time is: 1h0m0s"],
  badName: [400, 'swarm spec must be named "default"'],
  addresses: [
    400,
    "could not choose an IP address to advertise since this system has multiple addresses on different interfaces (10.0.2.15 on eth0 and 192.168.99.100 on eth1)",
  ],
} as const;

export function fault(name: keyof typeof faults, address = "fake:2376"): EngineError {
  const [status, text] = faults[name];
  return new EngineError(text, { status, operation: "fake", address });
}

export function notDown(id: string): EngineError {
  return new EngineError(`node ${id} is not down and can't be removed`, {
    status: 400,
    operation: "fake",
    address: "fake",
  });
}

export function stillManager(id: string): EngineError {
  const text = `node ${id} is a cluster manager and is a member of the raft cluster. It must be demoted to worker before removal`;
  return new EngineError(text, { status: 400, operation: "fake", address: "fake" });
}

export function notFound(id: string): EngineError {
  return new EngineError(`node ${id} not found`, { status: 404, operation: "fake", address: "fake" });
}

/** The connection was accepted, and no answer came in time. */
export function late(address: string, seconds: number): EngineError {
  const call = { status: 0, operation: "fake", address, late: true };
  return new EngineError(`no answer within ${seconds} s`, call);
}

export function unreachable(address: string, text = `connect EHOSTUNREACH ${address}`): EngineError {
  return new EngineError(text, { status: 0, operation: "fake", address });
}
