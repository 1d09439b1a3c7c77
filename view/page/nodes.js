// The nodes, and how they are grouped and found.
import { byId, el, list, say } from "./dom.js";
import { drawNode } from "./draw.js";

/** @typedef {import("../view").View} View */
/** @typedef {import("../view").NodeView} NodeView */

const group = /** @type {HTMLSelectElement} */ (byId("group"));
const find = /** @type {HTMLInputElement} */ (byId("find"));
const details = /** @type {HTMLInputElement} */ (byId("details"));
const address = new URL(location.href);
/** More nodes than this are shown without details at first. */
const fewNodes = 24;

/**
 * Draws again when a person uses a control. What they group by stays in the address.
 * @param {() => void} draw
 */
export function onNodeControls(draw) {
  group.addEventListener("input", () => {
    address.searchParams.set("group", group.value);
    history.replaceState(null, "", address);
  });
  for (const control of [group, find, details]) control.addEventListener("input", draw);
  byId("controls").addEventListener("submit", (event) => event.preventDefault());
}

/** @param {View} view the first one */
export function prepareNodes({ nodes }) {
  if (nodes.length > fewNodes) details.checked = false;
}

/**
 * Draws the managers, and the workers in groups, as far as they are looked for.
 * @param {View} view
 */
export function drawNodes({ nodes, labels, conditions }) {
  drawOptions(labels);
  const words = find.value.toLowerCase().split(/\s+/).filter(Boolean);
  const shown = nodes.filter((node) => words.every((word) => textOf(node).includes(word)));
  say("found", words.length > 0 ? `${shown.length} of ${nodes.length} nodes` : "");
  document.body.classList.toggle("dense", !details.checked);
  /** @param {Element} parent @param {NodeView[]} chosen @param {string} heading */
  const drawList = (parent, chosen, heading) => {
    const draw = (/** @type {NodeView} */ node) => drawNode(node, conditions[node.condition], heading);
    list(parent, chosen, ({ id }) => id, draw);
  };
  const managers = shown.filter(({ role }) => role === "manager");
  drawList(byId("managers"), managers, "h3");
  const workers = shown.filter(({ role }) => role === "worker");
  const groups = [...new Set(workers.map(groupOf))].sort(withoutLast);
  list(byId("workers"), groups, (name) => name, drawGroup);
  groups.forEach((name, i) => {
    const parent = /** @type {Element} */ (byId("workers").children[i].querySelector(".nodes"));
    const members = workers.filter((node) => groupOf(node) === name);
    const title = byId("workers").children[i].querySelector(".group p");
    if (title) title.textContent = summaryOf(members);
    drawList(parent, members, name ? "h4" : "h3");
  });
}

/**
 * @param {string} a
 * @param {string} b
 */
function withoutLast(a, b) {
  const without = (/** @type {string} */ name) => Number(name.startsWith("no label "));
  return without(a) - without(b) || a.localeCompare(b, "en", { numeric: true });
}

/** @param {string} name empty: all workers */
function drawGroup(name) {
  const title = name ? [el("div.group", {}, el("h3", {}, name), el("p.quiet"))] : [];
  return el("section", { "aria-label": name || "All workers" }, ...title, el("ul.nodes"));
}

/** @param {NodeView[]} nodes */
function summaryOf(nodes) {
  const bad = nodes.filter(({ condition }) => condition !== "ready").length;
  return `${nodes.length} ${nodes.length === 1 ? "node" : "nodes"}${bad > 0 ? `, ${bad} not ready` : ""}`;
}

/** @param {NodeView} node */
function groupOf(node) {
  if (group.value === "") return "";
  if (group.value === "state") return node.condition;
  const label = group.value.slice("label ".length);
  return label in node.labels ? `${label}=${node.labels[label]}` : `no label ${label}`;
}

/** @param {NodeView} node what one can find it by, in small letters */
function textOf({ name, role, leader, condition, address, labels, tasks, engineVersion }) {
  const pairs = Object.entries(labels).map(([key, value]) => `${key}=${value}`);
  const services = tasks.map(({ service }) => service);
  return [name, role, leader ? "leader" : "", condition, address, engineVersion, ...pairs, ...services]
    .join(" ")
    .toLowerCase();
}

/** @param {readonly string[]} labels */
function drawOptions(labels) {
  const options = ["", "state", ...labels.map((label) => `label ${label}`)];
  list(
    group,
    options,
    (option) => option,
    (option) => el("option", { value: option }, option === "" ? "nothing" : option),
  );
  const wanted = address.searchParams.get("group") ?? "";
  if (group.value !== wanted && options.includes(wanted)) group.value = wanted;
}
