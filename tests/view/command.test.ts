import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const folder = mkdtempSync(join(tmpdir(), "no-machines-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** The command as a person calls it, on a stack whose store has no machines. */
function view(...args: string[]) {
  const env = { ...process.env, PULUMI_STACK: "none", MACHINE_STORAGE_PATH: folder };
  const options = { cwd: resolve(__dirname, "../.."), env };
  return new Promise<{ code: number; stdout: string; stderr: string }>((done) => {
    const child = execFile(process.execPath, ["view/main.js", ...args], options, (_, stdout, stderr) =>
      done({ code: child.exitCode ?? -1, stdout, stderr }),
    );
  });
}

test("--help says what there is", async () => {
  const { code, stdout } = await view("--help");
  expect(code).toBe(0);
  for (const word of ["--open", "--svg FILE", "--json", "--group LABEL", "npm run nodes"])
    expect(stdout).toContain(word);
});

test("arguments that cannot be used are named", async () => {
  expect(await view("--colour")).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/^error: Unknown option '--colour'/),
  });
  expect(await view("--table", "--width", "wide")).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/^error: "wide" is not a whole number\n/),
  });
});

test.each(["--table", "--json", "--svg=-"])(
  "without machines %s says what to do, and prints nothing",
  async (form) => {
    expect(await view(form)).toEqual({
      code: 1,
      stdout: "",
      stderr: `error: there are no machines in ${folder} yet: run "npm start"\n`,
    });
  },
);
