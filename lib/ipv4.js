"use strict";
// IPv4 addresses and networks in CIDR notation, as numbers.

/**
 * A network, or a single address as a network of 32 bits.
 * @typedef {object} Ipv4Network
 * @property {number} base its first address, as a number
 * @property {number} prefix length of its prefix in bits
 */

/**
 * Reads a network in CIDR notation.
 * @param {unknown} text "10.0.0.0/8"; an address within the network will do: "10.1.2.3/8"
 * @returns {Ipv4Network | undefined} undefined where it is none
 */
function parseCidr(text) {
  const [, address = "", bits = ""] = /^([\d.]+)\/(\d{1,2})$/.exec(String(text)) ?? [];
  const value = parseAddress(address);
  const prefix = Number(bits);
  if (value === undefined || bits === "" || prefix > 32) return undefined;
  return { base: value - (value % sizeOf(prefix)), prefix };
}

/**
 * @param {string} text "10.0.0.1"
 * @returns {number | undefined} the address as a number; undefined where it is none
 */
function parseAddress(text) {
  const parts = text.split(".").map((part) => (/^\d{1,3}$/.test(part) ? Number(part) : 256));
  if (parts.length !== 4 || parts.some((part) => part > 255)) return undefined;
  return parts.reduce((value, part) => value * 256 + part, 0);
}

/**
 * @param {number} value an address as a number
 * @returns {string} "10.0.0.1"
 */
function formatAddress(value) {
  return [24, 16, 8, 0].map((shift) => Math.floor(value / 2 ** shift) % 256).join(".");
}

/**
 * @param {number} prefix length in bits
 * @returns {number} how many addresses such a network has
 */
function sizeOf(prefix) {
  return 2 ** (32 - prefix);
}

/**
 * Whether two networks have an address in common.
 * @param {Ipv4Network} one
 * @param {Ipv4Network} other
 * @returns {boolean}
 */
function overlap(one, other) {
  return one.base < other.base + sizeOf(other.prefix) && other.base < one.base + sizeOf(one.prefix);
}

module.exports = { parseCidr, parseAddress, formatAddress, sizeOf, overlap };
