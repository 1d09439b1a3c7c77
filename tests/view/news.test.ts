import { newsBetween } from "../../view/news";
import { answers, declaredAs, exercise, node, picture, service, task } from "./support/answers";

const before = picture(exercise());

test("the same picture is no news", () => {
  expect(newsBetween(before, picture({ ...exercise(), takenAt: 5 }))).toEqual([]);
});

test("roles, conditions, labels, comings and goings are news", () => {
  const nodes = [
    node("node1", { role: "manager" }),
    node("node2", { role: "manager", leader: true, labels: { a: "b" } }),
    node("node4"),
  ];
  expect(
    newsBetween(before, picture(answers(nodes, { services: exercise().services, tasks: exercise().tasks }))),
  ).toEqual([
    "node2 is the leader now",
    "node2 is a manager now",
    "node2 has other labels",
    "node4 has joined the swarm",
    "node3 has left the swarm",
  ]);
});

test("a node that goes down and comes back", () => {
  const down = picture(answers([node("node1", { state: "down" })]));
  const ready = picture(answers([node("node1")]));
  expect(newsBetween(ready, down)).toEqual(["node1 is down: heartbeat failure"]);
  expect(newsBetween(down, ready)).toEqual([
    "node1 is ready: runs tasks",
    "Everything is as last applied again",
  ]);
});

test("services come, go and scale", () => {
  const all = exercise();
  const scaled = picture({
    ...all,
    services: [service("web", 5), service("db", 1)],
    tasks: [...all.tasks, task("db", "node1")],
  });
  expect(newsBetween(before, scaled)).toEqual([
    "Service db is new: 1 of 1 running",
    "Service web: 2 of 5 running",
  ]);
  expect(newsBetween(scaled, before)).toEqual(["Service web: 2 of 3 running", "Service db is gone"]);
});

test("silence and the answer after it", () => {
  const old = picture(exercise(), declaredAs(exercise().nodes), { mode: "old", problem: "nobody answers" });
  expect(newsBetween(before, old)).toEqual(["No manager answers any more"]);
  expect(newsBetween(old, before)).toEqual(["node1 answers again"]);
});
