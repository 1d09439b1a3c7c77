import { checkNode } from "../../../../components/swarm/node/state";
import { unknownValue } from "../../../../components/swarm/handlers";

const good = { storePath: ".store", swarmId: "s", machine: "node1", role: "worker" };

test("what is left out is filled in", () => {
  expect(checkNode(good)).toEqual({ inputs: { ...good, availability: "active", labels: {} }, failures: [] });
});

test.each([
  [{ role: "Manager" }, "role", '"Manager": manager | worker expected'],
  [{ role: undefined }, "role", "is missing; manager | worker expected"],
  [{ availability: "drained" }, "availability", '"drained": active | pause | drain expected'],
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

test("several problems are reported together, and unknown values are passed over", () => {
  const bad = {
    ...good,
    role: "boss",
    availability: "off",
    swarmId: unknownValue,
    labels: { a: unknownValue },
  };
  expect(checkNode(bad).failures.map((f) => f.property)).toEqual(["role", "availability"]);
});
