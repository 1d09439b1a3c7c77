import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

const project = join(__dirname, "../..");
const pages = [
  ...["README.md", "CONTRIBUTING.md", "CHANGELOG.md"],
  ...readdirSync(join(project, "docs")).map((file) => `docs/${file}`),
  ...readdirSync(join(project, "examples"), { recursive: true, encoding: "utf8" }).map(
    (file) => `examples/${file}`,
  ),
].filter((page) => page.endsWith(".md") && !page.includes("node_modules"));
const textOf = (page: string) => readFileSync(join(project, page), "utf8");
const scripts = Object.keys((JSON.parse(textOf("package.json")) as { scripts: object }).scripts);

/** The anchors of a page's headings, as GitHub makes them. */
const anchorsOf = (page: string) =>
  [...textOf(page).matchAll(/^#+ (.*)$/gm)].map(([, heading]) =>
    heading!
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, "")
      .replaceAll(" ", "-"),
  );

test.each(pages)("%s: every link to a file of the project leads there, to a heading too", (page) => {
  const links = [...textOf(page).matchAll(/\]\(([^)\s]+)\)/g)].map(([, link]) => link!);
  const broken = links.filter((link) => {
    if (/^[a-z]+:/.test(link)) return false;
    const [file = "", anchor] = link.split("#");
    const target = file === "" ? page : join(dirname(page), file);
    if (!existsSync(join(project, target))) return true;
    return anchor !== undefined && target.endsWith(".md") && !anchorsOf(target).includes(anchor);
  });

  expect(broken).toEqual([]);
});

test.each(pages)("%s: every npm script that it names is there", (page) => {
  const named = [...textOf(page).matchAll(/npm run (?:-s )?([a-z0-9:-]+)/g)].map(([, script]) => script!);

  expect(named.filter((script) => !scripts.includes(script))).toEqual([]);
});
