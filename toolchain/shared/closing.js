"use strict";

/**
 * What `npm start` says at its end: what one can do now.
 * @param {number} code pulumi's exit code
 * @param {readonly string[]} args what `pulumi up` was given
 * @param {boolean} interrupted whether the person pressed Ctrl-C
 * @returns {string | undefined} lines; undefined where pulumi has said all, or a program reads its output
 */
function closingText(code, args, interrupted) {
  if (code !== 0 && interrupted)
    return "Interrupted: what was created stays. npm start goes on from there, npm run pulumi -- destroy removes it.";
  const isOther = args.some((arg) => /^(-j|--json|--preview-only|-h|--help)(=|$)/.test(arg));
  if (code !== 0 || isOther) return undefined;
  const rows = [
    ["npm run nodes", "shows the nodes; npm run view shows them live in the browser"],
    ["npm run machine -- ssh NODE", "opens a shell on a node; docker node ls works on managers"],
    [
      "npm run pulumi -- up",
      "applies what you change in Pulumi.dev.yaml; destroy in its place removes everything",
    ],
  ];
  const width = Math.max(...rows.map(([command]) => command.length));
  return ["", "Next:", ...rows.map(([command, meaning]) => `  ${command.padEnd(width)}  ${meaning}`)].join(
    "\n",
  );
}

module.exports = { closingText };
