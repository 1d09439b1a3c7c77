import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseFacts, type EngineChoice } from "../../../../components/hosts/docker/engine";
import { plannedProblem } from "../../../../components/hosts/docker/planned";

const facts = (memoryMb: number) =>
  parseFacts({ OperatingSystem: "Docker Desktop", ServerVersion: "29.2.1", MemTotal: memoryMb * 2 ** 20 });

test("more hosts than the engine has memory for are a problem of the plan, with both numbers", () => {
  const hosts = [{}, {}, {}];
  expect(plannedProblem(hosts, () => facts(1279))).toMatch(
    /^3 hosts need about 1280 MB of memory, and the Docker Engine \(Docker Desktop\) has 1279: /,
  );
  expect(plannedProblem(hosts, () => facts(1280))).toBeUndefined();
  expect(plannedProblem(hosts, () => undefined)).toBeUndefined();
});

test("each engine is asked for its own hosts", () => {
  const asked: EngineChoice[] = [];
  const look = (engine: EngineChoice) => {
    asked.push(engine);
    return facts(engine.context ? 1024 : 700);
  };
  const hosts = [{ options: { context: "colima" } }, {}, { options: { context: "colima" } }];
  expect(plannedProblem(hosts, look)).toMatch(/^1 host needs about 768 MB/);
  expect(asked).toEqual([{ context: "colima" }, {}]);
});

test("hosts beside some that exist are in the engine of these, whatever the current one is", () => {
  const folder = mkdtempSync(join(tmpdir(), "docker-hosts-"));
  writeFileSync(join(folder, "node1.json"), JSON.stringify({ engine: { context: "desktop-linux" } }));
  const asked: EngineChoice[] = [];
  const look = (engine: EngineChoice) => {
    asked.push(engine);
    return undefined;
  };
  plannedProblem([{}, { directory: folder }], look);
  expect(asked).toEqual([{ context: "desktop-linux" }]);
  rmSync(folder, { recursive: true });
});
