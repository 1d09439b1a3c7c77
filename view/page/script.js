// Shows the pictures that the server sends, and how old the last one is.
import { drawNodes, onNodeControls, prepareNodes } from "./nodes.js";
import { byId, el, list, say, show } from "./dom.js";
import { drawCertificate, drawCommand, drawDifference, drawFact, drawService } from "./draw.js";

/** @typedef {import("../view").View} View */

/** @type {View | undefined} */
let view;
let takenAt = 0;
let connected = false;
const newsShown = 12;

const events = new EventSource("events");
events.addEventListener("open", () => setConnected(true));
events.addEventListener("error", () => setConnected(false));
events.addEventListener("view", (event) => {
  const message = JSON.parse(event.data);
  if (!view) prepareNodes(message.view);
  view = message.view;
  takenAt = message.view.takenAt;
  addNews(message.news);
  draw();
});
events.addEventListener("taken", (event) => {
  takenAt = JSON.parse(event.data).takenAt;
  drawAge();
});
setInterval(drawAge, 1000);
onNodeControls(draw);

/** @param {boolean} now */
function setConnected(now) {
  connected = now;
  drawAge();
}

function draw() {
  if (!view) return;
  document.title = `${view.drift.length > 0 ? `(${view.drift.length}) ` : ""}Swarm ${view.stack}`;
  say("stack", view.stack);
  list(byId("overview"), facts(view), ({ name }) => name, drawFact);
  drawDrift(view);
  drawNodes(view);
  show("services", view.services.length > 0);
  show("no-services", view.services.length === 0);
  const body = /** @type {Element} */ (document.querySelector("#services tbody"));
  list(body, view.services, ({ id }) => id, drawService);
  show("certificates", view.certificates.length > 0);
  list(byId("ending"), view.certificates, ({ what }) => what, drawCertificate);
  const legend = Object.entries(view.conditions).map(([name, words]) => ({ name, ...words }));
  list(
    byId("legend"),
    legend,
    ({ name }) => name,
    ({ name, sign, level, meaning }) =>
      el(
        "li",
        {},
        el(`span.badge.${level}`, { "aria-hidden": "true" }, sign),
        el("strong", {}, name),
        ` ${meaning}`,
      ),
  );
  drawAge();
}

/** @param {View} view */
function facts({ nodes, services, conditions, drift, declaredProblem, certificates, ...words }) {
  return [
    { name: "Quorum", text: words.quorum.text, level: words.quorum.level },
    {
      name: "Nodes",
      text: words.summary,
      level: worst(nodes.map(({ condition }) => conditions[condition].level)),
    },
    { name: "Services", text: words.serviceSummary, level: worst(services.map(({ level }) => level)) },
    {
      name: "Declared state",
      text: words.driftSummary,
      level: notice(drift.length > 0 || declaredProblem !== ""),
    },
    {
      name: "Certificates",
      text: words.certificateSummary,
      level: worst(certificates.map(({ level }) => level)),
    },
  ];
}

/** @param {boolean} isNotice */
function notice(isNotice) {
  return worst(isNotice ? ["notice"] : []);
}

/**
 * @param {import("../view").Level[]} levels
 * @returns {import("../view").Level}
 */
function worst(levels) {
  if (levels.includes("bad")) return "bad";
  return levels.includes("notice") ? "notice" : "good";
}

/** @param {View} view */
function drawDrift({ drift }) {
  show("drift", drift.length > 0);
  list(byId("differences"), drift, ({ node, text }) => `${node} ${text}`, drawDifference);
  const commands = [...new Set(drift.flatMap((each) => each.commands))];
  list(
    byId("repairs"),
    commands,
    (command) => command,
    (command) => drawCommand(command),
  );
}

function drawAge() {
  const mode = connected ? (view?.mode ?? "old") : "old";
  document.body.dataset.mode = mode;
  const seconds = Math.max(0, Math.round((Date.now() - takenAt) / 1000));
  const age = seconds < 90 ? `${seconds} s ago` : `${Math.round(seconds / 60)} min ago`;
  const how = {
    live: "Live",
    polling: "Asked now and then",
    searching: "Looking for another manager",
    old: "Old",
  }[mode];
  if (takenAt > 0) say("age", `${how}, from ${view?.manager}, ${age}`);
  if (!connected)
    return say("banner", takenAt > 0 ? "The picture is old: npm run view does not answer any more." : "");
  say("banner", view?.problem ? `The picture is old: ${view.problem}` : "");
}

/** @param {string[]} sentences */
function addNews(sentences) {
  if (sentences.length === 0) return;
  const time = new Date().toLocaleTimeString("en-GB");
  for (const text of sentences) byId("news").prepend(el("li", {}, el("time", {}, time), ` ${text}`));
  while (byId("news").children.length > newsShown) byId("news").lastElementChild?.remove();
  show("no-news", false);
}
