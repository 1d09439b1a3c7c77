import { execFileSync } from "node:child_process";
import { join, resolve } from "node:path";
import { givenFile } from "../../lib/given-file";

const project = resolve(__dirname, "../..");

test("a file that is named in a subfolder is in that subfolder", () => {
  const script = "console.log(require('./lib/given-file.js').givenFile('picture.svg'))";
  const options = { cwd: join(project, "docs"), encoding: "utf8" } as const;
  // The same as a script of package.json: npm goes to the project's folder for it.
  const said = execFileSync("npm", ["exec", "-c", `cd "${project}" && node -e "${script}"`], options);

  expect(said.trim()).toBe(join(project, "docs", "picture.svg"));
});

test("an absolute one stays", () => {
  expect(givenFile(join(project, "picture.svg"), "/elsewhere")).toBe(join(project, "picture.svg"));
});
