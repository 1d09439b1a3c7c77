"use strict";

/**
 * Why a tag cannot be released, a sentence each; none where it can.
 * @param {{tag: string, version: string, changelog: string}} release the version is package.json's
 * @returns {string[]}
 */
function releaseProblems({ tag, version, changelog }) {
  const headings = [...changelog.matchAll(/^## (\S+)/gm)].map(([, heading]) => heading);
  return [
    ...(tag === `v${version}`
      ? []
      : [`the tag is "${tag}", and package.json has ${version}: v${version} expected`]),
    ...(headings.includes(version)
      ? []
      : [`CHANGELOG.md has no section "## ${version}": rename "## Unreleased", and date it`]),
  ];
}

module.exports = { releaseProblems };
