import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Declared } from "../../view/answers";
import { stackReader } from "../../view/stack";

const selected = { stack: "dev", name: "dev", store: "/store" };
const folder = mkdtempSync(join(tmpdir(), "backend-"));
const file = join(folder, ".pulumi", "stacks", "swarm", "dev.json");
let looks: number;
const look = async (): Promise<Declared> => ({ stack: `dev ${++looks}`, nodes: [] });

beforeAll(() => mkdirSync(join(file, ".."), { recursive: true }));
afterAll(() => rmSync(folder, { recursive: true }));
beforeEach(() => {
  looks = 0;
  jest.useFakeTimers({ now: 1_000_000 });
  process.env.PULUMI_BACKEND_URL = pathToFileURL(folder).href;
  writeFileSync(file, "{}");
});
afterEach(() => {
  jest.useRealTimers();
  delete process.env.PULUMI_BACKEND_URL;
});

/** An update writes the state some time later. */
function written(): void {
  rmSync(file);
  writeFileSync(file, "{ }");
}

test("the state is exported once while its file stays as it is", async () => {
  const reader = stackReader(selected, look);
  await reader.read();
  jest.advanceTimersByTime(3_600_000);
  expect((await reader.read()).stack).toBe("dev 1");
});

test("it is exported again when its file changes, but not more often than every two seconds", async () => {
  const reader = stackReader(selected, look);
  await reader.read();
  await new Promise((resolve) =>
    jest.requireActual<typeof import("node:timers")>("node:timers").setTimeout(resolve, 20),
  );
  written();
  expect((await reader.read()).stack).toBe("dev 1");
  jest.advanceTimersByTime(2000);
  expect((await reader.read()).stack).toBe("dev 2");
  expect((await reader.read()).stack).toBe("dev 2");
});

test("a state that is elsewhere is exported now and then", async () => {
  process.env.PULUMI_BACKEND_URL = "s3://bucket";
  const reader = stackReader(selected, look);
  await reader.read();
  jest.advanceTimersByTime(29_000);
  expect((await reader.read()).stack).toBe("dev 1");
  jest.advanceTimersByTime(2000);
  expect((await reader.read()).stack).toBe("dev 2");
});

test("what cannot be exported is a problem to show, not the end", async () => {
  const reader = stackReader(selected, () => Promise.reject(new Error("no stack named dev")));
  expect(await reader.read()).toEqual({ stack: "dev", nodes: [], problem: "no stack named dev" });
});
