import { execFile, execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { localHostProblem } from "../../components/hosts/local/requirements";
import type { Figures } from "../../bench/figures";

const project = resolve(__dirname, "../..");
const problem = localHostProblem();
const onLocalHosts = problem ? test.skip : test;

onLocalHosts(
  "[bench-leaves] The bench measures the exercise, draws it, and leaves neither files nor hosts behind",
  async () => {
    const out = mkdtempSync(join(tmpdir(), "bench-out-"));
    const before = traces();
    const args = ["--nodes", "1", "--rounds", "1", "--json", join(out, "figures.json"), "--svg", out];
    await promisify(execFile)(process.execPath, ["toolchain/bench.js", ...args], { cwd: project });
    expect(traces()).toEqual(before);
    const { series } = JSON.parse(readFileSync(join(out, "figures.json"), "utf8")) as Figures;
    const whats = series.filter(({ who }) => who === "pulumi").map(({ what }) => what);
    expect(whats).toEqual(["up from nothing", "up without change", "preview", "refresh", "destroy"]);
    for (const { wall, cpu, memory } of series.flatMap(({ costs }) => costs))
      expect([wall, cpu, memory].every((figure) => figure > 0)).toBe(true);
    for (const name of ["growth.svg", "phases.svg"])
      expect(readFileSync(join(out, name), "utf8")).toMatch(/^<svg [\s\S]*<\/svg>\n$/);
    rmSync(out, { recursive: true });
  },
  600_000,
);

/** Files that Git does not know of, ignored ones too, and processes of hosts of this project's bench. */
function traces() {
  const status = execFileSync("git", ["status", "--porcelain", "--ignored"], {
    cwd: project,
    encoding: "utf8",
  });
  const running = readdirSync("/proc").filter(
    (pid) => /^\d+$/.test(pid) && commandOf(pid).includes(project) && commandOf(pid).includes(".bench-"),
  );
  return { files: status.split("\n").filter((line) => /bench|\.state/.test(line)), running };
}

function commandOf(pid: string): string {
  const file = `/proc/${pid}/cmdline`;
  try {
    return existsSync(file) ? readFileSync(file, "utf8") : "";
  } catch {
    return "";
  }
}
