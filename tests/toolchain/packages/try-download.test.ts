import { utimesSync } from "node:fs";
import { failureFile, rememberedFailure, tryDownload } from "../../../toolchain/packages/try-download";
import { createSteps } from "../../../toolchain/shared/steps";
import { fakeProgram, keptLines, newFolder, removeFolders } from "../support";

const { XDG_CACHE_HOME } = process.env;
let withGo: NodeJS.ProcessEnv;

beforeEach(() => {
  process.env.XDG_CACHE_HOME = newFolder();
  const folder = newFolder();
  fakeProgram(folder, "go");
  withGo = { PATH: folder };
});
afterAll(() => {
  if (XDG_CACHE_HOME === undefined) delete process.env.XDG_CACHE_HOME;
  else process.env.XDG_CACHE_HOME = XDG_CACHE_HOME;
  removeFolders();
});

const kept = keptLines();
const steps = createSteps(kept);
const failing = () => Promise.reject(new Error("no network"));

test("a download that works is remembered nowhere", async () => {
  expect(await tryDownload("pulumi", "pulumi 1", steps, () => Promise.resolve(), withGo)).toBeUndefined();
  expect(rememberedFailure("pulumi", withGo)).toBeUndefined();
});

test("a failure is said, and remembered for a day, for its publisher alone", async () => {
  expect(await tryDownload("pulumi", "pulumi 1", steps, failing, withGo)).toBe("no network");
  expect(kept.lines.pop()).toBe("  the official release of pulumi 1 cannot be used: no network");
  expect(rememberedFailure("pulumi", withGo)).toBe("no network");
  expect(rememberedFailure("docker-machine", withGo)).toBeUndefined();

  const again = jest.fn(failing);
  expect(await tryDownload("pulumi", "pulumi 1", steps, again, withGo)).toBe("no network");
  expect(again).not.toHaveBeenCalled();
  expect(kept.lines.pop()).toContain(`(no network); remove ${failureFile("pulumi")} to try at once`);

  const yesterday = Date.now() / 1000 - 25 * 3600;
  utimesSync(failureFile("pulumi"), yesterday, yesterday);
  expect(rememberedFailure("pulumi", withGo)).toBeUndefined();
});

test("without Go, which could build it instead, it is tried each time", async () => {
  const env = { PATH: newFolder() };
  const work = jest.fn(failing);
  await tryDownload("docker-machine", "docker-machine 1", steps, work, env);
  await tryDownload("docker-machine", "docker-machine 1", steps, work, env);
  expect(work).toHaveBeenCalledTimes(2);
});
