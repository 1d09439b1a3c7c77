import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { reliabilityPage } from "../../toolchain/reliability-page";

const root = join(__dirname, "../..");
const cases = JSON.parse(readFileSync(join(root, "tests/reliability/cases.json"), "utf8")) as {
  id: string;
  happens: string;
  does: string;
}[];

test("A case's row names the files whose tests show it, and how many of them passed", () => {
  const page = reliabilityPage(
    [{ id: "ghost", happens: "a", does: "b" }],
    [
      { file: "tests/a.test.ts", title: "Nodes [ghost] stay", status: "passed" },
      { file: "tests/b.test.ts", title: "[ghost] [sweep] one", status: "passed" },
      { file: "tests/b.test.ts", title: "[ghost] two", status: "failed" },
      { file: "tests/c.test.ts", title: "ghost", status: "passed" },
    ],
  );
  expect(page).toContain("| `ghost` | a | b | `tests/a.test.ts` (1), `tests/b.test.ts` (1 of 2) |\n");
});

/** The cases that titles of tests begin with, in all files below a folder. */
function named(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts"))
    .map((file) => readFileSync(join(folder, file), "utf8"))
    .flatMap((text) => [
      ...text.matchAll(/(?:test|describe)(?:\.each\([\s\S]*?\))?\(\s*[`"']((?:\[[a-z0-9-]+\] ?)+)/g),
    ])
    .flatMap(([, ids]) => ids.match(/[a-z0-9-]+/g) ?? []);
}

test("Every case has a test, and every test that names a case names one of them", () => {
  const tests = new Set(named(join(root, "tests")));
  expect([...tests].sort()).toEqual(cases.map(({ id }) => id).sort());
});
