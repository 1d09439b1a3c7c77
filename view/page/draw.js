// Draws the parts of a picture. The words come with it; only their arrangement is here.
import { el } from "./dom.js";

/** @typedef {import("../view").View} View */
/** @typedef {import("../view").NodeView} NodeView */
/** @typedef {import("../view").TaskGroup} TaskGroup */

/**
 * A sign in a box, told apart by its form as well as by its colour.
 * @param {string} sign
 * @param {string} level
 */
function badge(sign, level) {
  return el(`span.badge.${level}`, { "aria-hidden": "true" }, sign);
}

const levelSigns = { good: "✓", notice: "!", bad: "✕" };

/**
 * A line of the overview.
 * @param {{name: string, text: string, level: "good" | "notice" | "bad"}} fact
 */
export function drawFact({ name, text, level }) {
  return el("div.fact", {}, el("dt", {}, name), el("dd", {}, badge(levelSigns[level], level), text));
}

/**
 * @param {NodeView} node
 * @param {import("../view").ConditionWords} words
 * @param {string} heading "h3" or "h4"
 */
export function drawNode(node, words, heading) {
  const role = node.leader ? "Leader" : node.role === "manager" ? "Manager" : "Worker";
  const place = [node.address, node.engineVersion && `Docker ${node.engineVersion}`];
  const size = [node.processors, node.memory];
  const labels = Object.entries(node.labels).map(([name, value]) =>
    value === "" ? name : `${name}=${value}`,
  );
  return el(
    `li.node.${words.level}`,
    { "data-node": node.name, "data-condition": node.condition },
    el(
      `${heading}.title`,
      {},
      el("span.name", {}, node.name),
      el(`span.role${node.leader ? ".leader" : ""}`, {}, role),
    ),
    el("p.condition", {}, badge(words.sign, words.level), el("strong", {}, node.condition), ...reason(node)),
    ...(node.tasks.length > 0 ? [el("ul.tasks", {}, ...node.tasks.map(drawTasks))] : []),
    ...[place, size].map((facts) => el("p.facts.detail", {}, facts.filter(Boolean).join(" · "))),
    ...(labels.length > 0
      ? [el("ul.labels.detail", { "aria-label": "Labels" }, ...labels.map((label) => el("li", {}, label)))]
      : []),
  );
}

/** @param {NodeView} node */
function reason(node) {
  const availability = { active: "", pause: "paused", drain: "drained" }[node.availability];
  const also = availability !== "" && availability !== node.condition && node.condition !== "missing";
  const parts = [node.condition === "ready" ? "" : node.detail, also ? availability : ""].filter(Boolean);
  return parts.length > 0 ? [el("span.reason", {}, parts.join(", "))] : [];
}

/** @param {TaskGroup} group */
function drawTasks({ service, states, text, level, error }) {
  const dots = Object.entries(states).flatMap(([state, number]) =>
    Array.from({ length: Math.min(number, mostDots) }, () => el(`i.${state === "running" ? "on" : "off"}`)),
  );
  return el(
    `li.${level}`,
    error ? { title: error } : {},
    el("span.service", {}, service),
    el("span.dots", { "aria-hidden": "true" }, ...dots),
    el("span.states", {}, text),
  );
}

/** A node with hundreds of tasks of one service says their number all the same. */
const mostDots = 12;

/** @param {View["services"][number]} service */
export function drawService({ name, text, level, nodes, waiting, failure }) {
  const where = nodes.length === 0 ? "none" : nodes.length > 6 ? `${nodes.length} nodes` : nodes.join(", ");
  return el(
    "tr",
    { "data-service": name },
    el("th", { scope: "row" }, name),
    el("td", {}, badge(levelSigns[level], level), text),
    el("td", {}, where, ...[waiting, failure].filter(Boolean).map((line) => el("p.quiet", {}, line))),
  );
}

/** @param {View["drift"][number]} drift */
export function drawDifference({ node, text }) {
  return el("li", {}, el("strong", {}, node), ` ${text}`);
}

/** @param {View["certificates"][number]} certificate */
export function drawCertificate({ what, text, level, command }) {
  return el(
    "li",
    {},
    el("p", {}, badge(levelSigns[level], level), `${what} ${text}`),
    drawCommand(command, "div"),
  );
}

/**
 * A command, and a button that copies it.
 * @param {string} command
 * @param {string} tag
 */
export function drawCommand(command, tag = "li") {
  const button = el("button", { type: "button", "aria-label": `Copy ${command}` }, "Copy");
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(command);
    button.textContent = "Copied";
    setTimeout(() => (button.textContent = "Copy"), 2000);
  });
  return el(`${tag}.command`, {}, el("code", {}, command), button);
}
