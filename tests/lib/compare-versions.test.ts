import { atLeast } from "../../lib/compare-versions";

test.each([
  ["v3.259.0", "3.216.0", true],
  ["3.216.0", "3.216.0", true],
  ["v3.215.9", "3.216.0", false],
  ["3.216.0-beta.1", "3.216.0", true],
  ["v4.0.0", "3.216.0", true],
  ["3.99.0", "3.216.0", false],
  ["go1.26", "1.21.0", true],
  ["go1.9.7", "1.21.0", false],
  ["", "3.216.0", false],
  ["not installed", "3.216.0", false],
])("%s compared with the minimum %s is enough: %s", (version, minimum, expected) => {
  expect(atLeast(version, minimum)).toBe(expected);
});
