import * as errors from "../../../components/engine/errors";

const call = { status: 500, operation: "POST /swarm/join", address: "10.0.0.1:2376" };

test("an error names the call, the engine, the status and the reason", () => {
  const error = new errors.EngineError("no such node", { ...call, status: 404 });
  expect(error.message).toBe("POST /swarm/join at 10.0.0.1:2376 (HTTP 404): no such node");
  expect(errors.isNotFound(error)).toBe(true);
});

test("tokens, unlock keys and PEM blocks never reach a message", () => {
  const pem = "-----BEGIN EC PRIVATE KEY-----\nc2VjcmV0\n-----END EC PRIVATE KEY-----";
  const cut = "-----BEGIN CERTIFICATE-----\nc2VjcmV0";
  const error = new errors.EngineError(`SWMTKN-1-abc-secret SWMKEY-1-se+cr/et= ${pem} ${cut}`, call);
  expect(error.message).not.toMatch(/secret|se\+cr|c2VjcmV0/);
  expect(error.reason).toBe("SWMTKN-*** SWMKEY-*** [EC PRIVATE KEY left out] [CERTIFICATE left out]");
  expect(errors.reasonOf(new Error("token SWMTKN-1-abc-secret"))).toBe("token SWMTKN-***");
});

test.each([
  ["isNotInSwarm", 503, "This node is not part of a swarm"],
  ["isNotManager", 503, "This node is not a swarm manager. Worker nodes can't be used to view ..."],
  ["isOutOfSequence", 500, "rpc error: code = Unknown desc = update out of sequence"],
  ["isNoLeader", 500, "rpc error: code = Unknown desc = The swarm does not have a leader. It's possible ..."],
  ["isDeadlineExceeded", 500, "rpc error: code = DeadlineExceeded desc = context deadline exceeded"],
  ["isClosing", 500, "rpc error: code = Canceled desc = grpc: the client connection is closing"],
  ["isNotLocked", 409, "swarm is not locked"],
  ["isNotDown", 400, "rpc error: ... node abc is not down and can't be removed"],
  ["isStillManager", 400, "node x is a cluster manager ... It must be demoted to worker before removal"],
  ["isLastManager", 400, "attempting to demote the last manager of the swarm"],
  ["isQuorumLoss", 400, "can't remove member from the raft: this would result in a loss of quorum"],
  ["isNotRaftMember", 404, "can't find manager in raft memberlist"],
  ["isJoinTimeout", 503, "Timeout was reached before node joined. The attempt ..."],
  ["isBadToken", 400, "A valid join token is necessary to join this cluster"],
  ["isBadToken", 500, "remote CA does not match fingerprint. Expected: abc"],
  ["isAmbiguousAddress", 400, "could not choose an IP address to advertise since this system has ..."],
] as const)("%s knows HTTP %d %s", (name, status, text) => {
  expect(errors[name](new errors.EngineError(text, { ...call, status }))).toBe(true);
  expect(errors[name](new errors.EngineError("something else", { ...call, status }))).toBe(false);
  expect(errors[name](new Error(text))).toBe(false);
});

test("only transient errors are worth a retry", () => {
  const of = (text: string, status: number) => new errors.EngineError(text, { ...call, status });
  expect(errors.isTransient(of("connect ECONNREFUSED", 0))).toBe(true);
  expect(errors.isTransient(of("The swarm does not have a leader", 500))).toBe(true);
  expect(errors.isTransient(of("grpc: the client connection is closing", 500))).toBe(true);
  expect(errors.isTransient(of("invalid Role", 400))).toBe(false);
});

test("a report names the failed call and the cause, each once, and no secret", () => {
  const cause = new errors.EngineError("connect ECONNREFUSED", {
    status: 0,
    operation: "POST /swarm/join",
    address: "10.0.0.1:2376",
    cause: new Error("the route of SWMTKN-1-abc-secret is closed"),
  });
  const explained = new Error("node2 did not join: connect ECONNREFUSED. Run again", { cause });
  expect(errors.reportOf(explained)).toBe(
    "node2 did not join: connect ECONNREFUSED. Run again (POST /swarm/join at 10.0.0.1:2376): the route of SWMTKN-*** is closed",
  );
  const plain = new errors.EngineError("no such node", { ...call, status: 404 });
  expect(errors.reportOf(plain)).toBe(plain.message);
  expect(errors.reportOf("SWMTKN-1-abc-secret")).toBe("SWMTKN-***");
});

test("only an engine whose node was removed says so, by a text of its own", () => {
  const swarm = { NodeID: "", NodeAddr: "", ControlAvailable: false, RemoteManagers: null, Cluster: null };
  const removed = "rpc error: code = PermissionDenied desc = node abc was removed from swarm";
  expect(errors.isRemovedFromSwarm({ ...swarm, LocalNodeState: "error", Error: removed })).toBe(true);
  expect(errors.isRemovedFromSwarm({ ...swarm, LocalNodeState: "error", Error: "timeout" })).toBe(false);
  expect(errors.isRemovedFromSwarm({ ...swarm, LocalNodeState: "active", Error: removed })).toBe(false);
});
