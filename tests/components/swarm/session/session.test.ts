import { elapse, seconds } from "../../../support/elapse";
import { stage } from "../../../support/handlers";
import { useVirtualTime } from "../../../support/virtual-time";

const lines = useVirtualTime();

// Waits that go on for longer than the 30 s in which a manager must be found: one deadline, that of the wait.
describe("half a minute into a wait", () => {
  async function pair() {
    const s = stage("node1", "node2");
    const up = await s.up({ node1: "manager", node2: "worker" });
    const raft = s.world.host("node1").membership!.swarm;
    await seconds(10);
    /** For so many seconds, that many from now, the managers have no leader. */
    const election = (after: number, lasts: number) => {
      setTimeout(() => (raft.hasLeader = () => false), after * 1000);
      setTimeout(() => delete (raft as { hasLeader?: unknown }).hasLeader, (after + lasts) * 1000);
    };
    /** A promotion by hand that takes 50 s: stalled by a certificate, then dialing a manager that is gone. */
    const promoteSlowly = () => {
      const node = raft.node(up.nodes.node2.nodeId);
      Object.assign(s.world.host("node2"), {
        promotionFault: "can't initialize raft node",
        triesAgain: true,
      });
      node.demotedAt = Date.now();
      raft.updateNode(node.id, node.version, { ...node.spec, Role: "manager" });
    };
    const promote = () =>
      s.node.update(
        up.nodes.node2.nodeId,
        up.nodes.node2,
        s.nodeInputs(up.swarmId, "node2", { role: "manager" }),
      );
    return { ...s, ...up, raft, election, promoteSlowly, promote };
  }

  test("an election is waited out, and the wait goes on", async () => {
    const s = await pair();
    s.promoteSlowly();
    s.election(35, 4);
    const { outs } = await elapse(s.promote());
    expect(outs).toMatchObject({ role: "manager", reachability: "reachable" });
  });

  test("an election does not end the wait for a drain: the node leaves when its task has stopped", async () => {
    const s = await pair();
    s.raft.tasks.push({
      ID: "t1",
      ServiceID: "web",
      NodeID: s.nodes.node2.nodeId,
      DesiredState: "running",
      Status: { State: "running" },
    });
    s.raft.taskStopMs = 45_000;
    s.election(35, 4);
    await elapse(s.node.delete(s.nodes.node2.nodeId, s.nodes.node2));
    expect(lines).toContainEqual(expect.stringMatching(/\[node2\] drained of 1 tasks \(4\d\.\d s\)/));
  });

  test("the node's own engine is named when it stops answering, not a manager", async () => {
    const s = await pair();
    s.promoteSlowly();
    setTimeout(() => s.world.host("node2").cut(), 35_000);
    const error = await elapse(s.promote().catch((reason: Error) => reason));
    expect((error as Error).message).toMatch(
      /^gave up after 90 s waiting for node2 to be a manager.*last seen: the Docker Engine of node2 does not answer: .*EHOSTUNREACH/,
    );
    expect((error as Error).message).not.toMatch(/waiting for a manager/);
  });
});
