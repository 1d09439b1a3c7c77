import { checkNode } from "../../../../components/swarm/node/check";
import { unknownValue } from "../../../../components/swarm/handlers";

const good = { storePath: ".store", swarmId: "s", machine: "node1", role: "worker" };

test("what is left out is filled in", () => {
  expect(checkNode(good)).toEqual({ inputs: { ...good, availability: "active", labels: {} }, failures: [] });
});

test.each([
  [{ role: "Manager" }, "role", 'one of "manager", "worker" expected, got "Manager"'],
  [{ role: undefined }, "role", 'one of "manager", "worker" expected, got nothing'],
  [{ availability: "drained" }, "availability", 'one of "active", "pause", "drain" expected, got "drained"'],
  [
    { labels: { "com.pulumi.swarm.x": "y" } },
    "labels",
    '"com.pulumi.swarm.x": the prefix com.pulumi.swarm. is reserved',
  ],
  [{ advertiseAddress: "0.0.0.0" }, "advertiseAddress", /non-zero IP address/],
  [{ listenAddress: "eth0:99999" }, "listenAddress", /port 99999/],
  [{ dataPathAddress: "10.0.0.1:4789" }, "dataPathAddress", /must have no port/],
  [{ machine: "" }, "machine", "a text is required"],
])("%j is refused", (more, property, reason) => {
  const message = typeof reason === "string" ? reason : expect.stringMatching(reason);
  expect(checkNode({ ...good, ...more }).failures).toEqual([{ property, reason: message }]);
});

test("several faults are reported together, and unknown values are passed over", () => {
  const bad = {
    ...good,
    role: "boss",
    availability: "off",
    swarmId: unknownValue,
    labels: { a: unknownValue },
  };
  expect(checkNode(bad).failures.map((f) => f.property)).toEqual(["role", "availability"]);
});
