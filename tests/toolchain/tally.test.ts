import { testEvents } from "../../toolchain/go-tests";
import { countJest } from "../../toolchain/jest-tests";
import { sum, summary, tally } from "../../toolchain/tally";

const results = {
  numPassedTests: 5,
  numFailedTests: 0,
  numPendingTests: 0,
  numTodoTests: 0,
  numRuntimeErrorTestSuites: 0,
};

beforeEach(() => void jest.spyOn(console, "log").mockImplementation(() => {}));
afterEach(() => jest.restoreAllMocks());

test("the summary names what was skipped only when something was", () => {
  expect(summary(tally({ passed: 12 }))).toBe("12 passed, 0 failed");
  expect(summary(sum([tally({ passed: 1, failed: 2 }), tally({ passed: 3, skipped: 4 })]))).toBe(
    "4 passed, 2 failed, 4 skipped",
  );
});

test("a test file that cannot be loaded counts as one failure", () => {
  expect(countJest({ ...results, numRuntimeErrorTestSuites: 1 }, 1)).toEqual(tally({ passed: 5, failed: 1 }));
});

test("pending and todo tests of jest count as skipped", () => {
  expect(countJest({ ...results, numPendingTests: 1, numTodoTests: 2 }, 0)).toEqual(
    tally({ passed: 5, skipped: 3 }),
  );
});

test("a jest that fails without a failed test counts as one failure", () => {
  expect(countJest(results, 1)).toEqual(tally({ passed: 5, failed: 1 }));
});

test("tests of go are counted one by one, packages are not", () => {
  const events = testEvents();
  for (const event of [
    { Action: "run", Test: "TestA" },
    { Action: "pass", Test: "TestA" },
    { Action: "skip", Test: "TestB" },
    { Action: "fail", Test: "TestC" },
    { Action: "fail" },
  ])
    events.take(JSON.stringify(event));
  expect(events.tally()).toEqual(tally({ passed: 1, failed: 1, skipped: 1 }));
});
