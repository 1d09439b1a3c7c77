import { tableOf } from "../../view/table";
import { answers, declaredAs, exercise, hundred, node, picture } from "./support/answers";

const widest = (text: string) => Math.max(...text.split("\n").map((line) => [...line].length));

test("the exercise at 120 columns shows everything there is", () => {
  expect(tableOf(picture(exercise()), 120)).toBe(
    [
      "NODE   ROLE    STATE    AVAILABILITY  TASKS    ADDRESS     ENGINE  CPU  MEMORY",
      "node1  leader  ✓ ready  active        web 1    10.77.0.11  28.2.2  4    8 GiB",
      "node2  worker  ✓ ready  active        web 1    10.77.0.12  28.2.2  4    8 GiB",
      "node3  worker  ✓ ready  active        web 0/1  10.77.0.13  28.2.2  4    8 GiB",
      "",
      "1 manager: none may fail",
      "3 nodes, all ready",
      "service web: 2 of 3 running",
      "Everything is as last applied",
      "",
    ].join("\n"),
  );
});

test("at 40 columns those columns are left that are needed most and fit", () => {
  expect(tableOf(picture(exercise()), 40).split("\n").slice(0, 2)).toEqual([
    "NODE   ROLE    STATE    TASKS    MEMORY",
    "node1  leader  ✓ ready  web 1    8 GiB",
  ]);
});

test.each([40, 80, 120])("no line of a hundred nodes is wider than %i columns", (width) => {
  const text = tableOf(picture(hundred()), width);
  expect(widest(text)).toBeLessThanOrEqual(width);
  expect(text.split("\n").filter((line) => line.startsWith("node"))).toHaveLength(100);
  expect(text).toContain("✕ down");
  expect(text).toContain("▽ drained");
});

test("differences, problems and waiting tasks come last, with the commands", () => {
  const m1 = node("m1", { role: "manager" });
  const all = answers([m1, node("w1", { state: "down" })], { manager: "m1" });
  const text = tableOf(picture(all, declaredAs([m1]), { mode: "old", problem: "m1 does not answer" }), 80);
  expect(text).toContain("OLD PICTURE: m1 does not answer");
  expect(text).toMatch(
    /Differs from the declared state:\n {2}w1 is in the swarm, but not declared\nRepair:\n {2}npm run machine -- ssh m1 docker node rm id-w1\n/,
  );
});
