import { readdirSync } from "node:fs";
import { join } from "node:path";
import LongestFirst from "../../toolchain/longest-first";

test("every file of end-to-end tests that has another one beside it has its time noted", () => {
  const files = readdirSync(join(__dirname, "../e2e")).filter((file) => file.endsWith(".test.ts"));

  expect(Object.keys(LongestFirst.seconds).sort()).toEqual(files.map((file) => file.split(".")[0]).sort());
});

test("the longest file begins first, after those whose time nobody knows", () => {
  const [[long, most], [short, least]] = Object.entries(LongestFirst.seconds).sort(([, a], [, b]) => b - a);
  const tests = [short, "new", long].map((name) => ({ path: `/project/tests/e2e/${name}.test.ts` }));

  expect(new LongestFirst().sort(tests).map(({ path }) => path)).toEqual([
    "/project/tests/e2e/new.test.ts",
    `/project/tests/e2e/${long}.test.ts`,
    `/project/tests/e2e/${short}.test.ts`,
  ]);
  expect(most).toBeGreaterThan(least);
});
