import { durationProblem, durationText, nanoseconds } from "../../../../components/swarm/swarm/duration";

test.each([
  ["5s", 5e9],
  ["72h", 72 * 3600e9],
  ["1h30m", 5400e9],
  ["1.5s", 1.5e9],
  ["250ms", 0.25e9],
])("%s is %d nanoseconds", (text, ns) => expect(nanoseconds(text)).toBe(ns));

test.each(["5", "-5s", "", "5 s", "s", "5s!", 5, null, "5d"])("%p is no duration", (text) => {
  expect(durationProblem(text)).toMatch(/a duration with its unit expected, such as "5s"/);
});

test.each(["72h", "1h30m", "5s", "250ms", "0s"])("%s is written back as it was", (text) => {
  expect(durationText(nanoseconds(text))).toBe(text);
});
