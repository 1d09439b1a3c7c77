import { adviseOn, type PlannedNode } from "../../../components/plan/advice";

const nodes = (managers: number, workers: number, more: Partial<PlannedNode> = {}): PlannedNode[] => [
  ...Array.from({ length: managers }, (_, i) => ({
    name: `m${i}`,
    role: "manager" as const,
    availability: "active" as const,
    ...more,
  })),
  ...Array.from({ length: workers }, (_, i) => ({
    name: `w${i}`,
    role: "worker" as const,
    availability: "active" as const,
  })),
];

test.each([1, 3, 5, 7])("%d managers and workers need no advice", (count) => {
  expect(adviseOn(nodes(count, 2))).toEqual([]);
});

test.each([
  [2, /2 managers tolerate 0 failures.*use 1 or 3/],
  [4, /4 managers tolerate 1 failures, no more than 3 do; use 3 or 5/],
  [6, /6 managers tolerate 2 failures, no more than 5 do; use 5 or 7/],
  [9, /more than 7/],
])("%d managers are advised against", (count, message) => {
  expect(adviseOn(nodes(count, 1))).toEqual([expect.stringMatching(message)]);
});

test("drained managers and inactive workers are pointed out", () => {
  expect(adviseOn(nodes(1, 1, { availability: "drain" }))).toEqual([
    expect.stringMatching(/all managers are drained/),
  ]);
  const paused = nodes(1, 2).map((n) => (n.role === "worker" ? { ...n, availability: "pause" as const } : n));
  expect(adviseOn(paused)).toEqual([expect.stringMatching(/no worker is active/)]);
  expect(adviseOn(nodes(1, 0, { availability: "drain" }))).toEqual([
    expect.stringMatching(/no task can start/),
  ]);
});
