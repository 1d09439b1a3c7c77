import { setTimeout as wait } from "node:timers/promises";
import { createSteps } from "../../../toolchain/shared/steps";
import { keptLines } from "../support";

test("a step says that it begins and how long it usually takes, and that it is done", async () => {
  const { lines, write } = keptLines();
  const result = await createSteps({ write }).step("thing: building", "1 minute", async () => 42);
  expect(result).toBe(42);
  expect(lines).toEqual(["> thing: building (usually 1 minute)", "  thing: building: done in 0 s"]);
});

test("a long step tells now and then how far it is", async () => {
  const { lines, write } = keptLines();
  await createSteps({ write, everySeconds: 0.02 }).step("thing", "1 minute", async (report) => {
    report("3 of 7");
    while (!lines.some((line) => line.includes("3 of 7"))) await wait(5);
  });
  expect(lines).toContain("  thing: 0:00, 3 of 7");
});

test("a step that fails says so, and its error passes through", async () => {
  const { lines, write } = keptLines();
  const failing = createSteps({ write }).step("thing", "1 minute", () =>
    Promise.reject(new Error("no disk")),
  );
  await expect(failing).rejects.toThrow("no disk");
  expect(lines[lines.length - 1]).toBe("  thing: failed after 0 s");
});
