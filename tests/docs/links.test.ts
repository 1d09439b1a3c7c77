import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { anchorOf, pages, textOf } from "../support/documented";

const project = join(__dirname, "../..");
const { scripts: known } = JSON.parse(readFileSync(join(project, "package.json"), "utf8")) as {
  scripts: object;
};
const scripts = Object.keys(known);

/** The anchors of a page's headings. */
const anchorsOf = (page: string) =>
  [...textOf(page).matchAll(/^#+ (.*)$/gm)].map(([, heading]) => anchorOf(heading!));

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
