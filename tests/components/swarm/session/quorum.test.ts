import type { Node } from "../../../../components/engine/types";
import { mayLoseManager } from "../../../../components/swarm/session/quorum";

type Kind = "up" | "dead" | "worker";
const nodes = (...kinds: Kind[]) =>
  kinds.map((kind, i) => ({
    ID: `id${i}`,
    Description: { Hostname: `node${i}` },
    Status: { State: "ready" },
    ...(kind !== "worker" && {
      ManagerStatus: { Reachability: kind === "up" ? "reachable" : "unreachable", Addr: "" },
    }),
  })) as Node[];

// The one to go is always the first. SwarmKit: reachable after removal >= (members - 1) / 2 + 1.
test.each<[boolean, Kind[]]>([
  [true, ["up", "up", "up"]],
  [true, ["up", "up"]],
  [true, ["up"]],
  [true, ["dead", "up", "up"]],
  [false, ["up", "up", "dead"]],
  [false, ["up", "dead"]],
  [true, ["up", "up", "up", "up", "dead"]],
  [false, ["up", "up", "up", "dead", "dead"]],
  [true, ["dead", "up", "up", "up", "dead"]],
  [false, ["up", "worker"]],
  [true, ["worker", "up", "dead", "dead"]],
])("%p for %p", (allowed, kinds) => expect(mayLoseManager(nodes(...kinds), "id0").allowed).toBe(allowed));

test("a refusal says who is reachable, what would remain and what to do first", () => {
  expect(mayLoseManager(nodes("up", "up", "dead"), "id0").reason).toBe(
    "the swarm would lose its quorum: of the 2 managers that would remain only 1 (node1) would be reachable, and 2 are " +
      "needed. First bring back or remove node2, or add a manager",
  );
  expect(mayLoseManager(nodes("up", "worker"), "id0").reason).toMatch(
    /last manager.*node1 \(ready\) would stay/,
  );
});
