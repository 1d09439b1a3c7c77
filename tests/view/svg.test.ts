import { execFileSync } from "node:child_process";
import { svgOf } from "../../view/svg";
import { answers, declaredAs, exercise, hundred, node, picture } from "./support/answers";

/** Python's parser of XML, which knows more than we do of what is well-formed; it is on every Debian. */
function parse(svg: string): string {
  const script =
    "import sys, xml.dom.minidom as d; print(d.parseString(sys.stdin.buffer.read()).documentElement.tagName)";
  return execFileSync("python3", ["-c", script], { input: svg, encoding: "utf8" }).trim();
}

test("it is well-formed, whatever names and labels hold", () => {
  const evil = node("node1", { labels: { "a<b": `"&'\u0001]]>` } });
  for (const view of [picture(exercise()), picture(hundred()), picture(answers([evil]))])
    expect(parse(svgOf(view))).toBe("svg");
});

test("it has nothing to load and no script", () => {
  expect(svgOf(picture(hundred()))).not.toMatch(/<script|href|url\(|@import|<image/);
});

test("it says what the page says, for those too who do not see it", () => {
  const view = picture(exercise(), declaredAs(exercise().nodes, { node2: { role: "manager" } }));
  const svg = svgOf(view);
  expect(svg).toContain('role="img" aria-label="Swarm dev: 1 manager: none may fail, 3 nodes, all ready"');
  for (const text of [
    "node3",
    "✓ ready",
    "web  1 starting",
    "! node2 is a worker, declared manager",
    "npm run pulumi -- up",
  ])
    expect(svg).toContain(text);
});

test("workers without the label come last", () => {
  const headings = [...svgOf(picture(hundred()), "disk").matchAll(/class="heading"[^>]*>([^<]*)/g)];
  expect(headings.map(([, text]) => text)).toEqual(["Managers", "disk=ssd", "no label disk", "Services"]);
});

test("workers are grouped by a label", () => {
  const headings = [...svgOf(picture(hundred()), "zone").matchAll(/class="heading"[^>]*>([^<]*)/g)];
  expect(headings.map(([, text]) => text)).toEqual(["Managers", "zone=a", "zone=b", "zone=c", "Services"]);
});
