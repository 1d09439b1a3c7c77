"use strict";
// The one way to wait: look, and look again, until what is waited for is there or the deadline has passed.

/**
 * What one look saw: the value waited for, or what there is instead.
 * @template T
 * @typedef {{readonly done: true, readonly value: T} | {readonly done: false, readonly seen: string}} Look
 */

/**
 * One wait.
 * @template T
 * @typedef {object} Wait
 * @property {string} what what is waited for; it stands after "waiting for": "node2 to become a worker"
 * @property {number} seconds the deadline, in seconds from now
 * @property {() => Look<T> | Promise<Look<T>>} look looks once; an error it throws ends the wait, unless `tolerate`
 * accepts it
 * @property {(error: unknown) => boolean} [tolerate] errors that count as "not yet"; default: none
 * @property {number} [everyMs] time between two looks, in milliseconds; default: a tenth of the time waited so far, at least
 * 20 and at most 200
 */

/** A wait that reached its deadline. */
class WaitError extends Error {
  /**
   * @param {string} what as in {@link Wait}
   * @param {number} seconds the deadline
   * @param {string} seen what the last look saw
   * @param {unknown} [cause] the error that the last look ended with, where it ended with one
   */
  constructor(what, seconds, seen, cause) {
    super(`gave up after ${seconds} s waiting for ${what}; last seen: ${seen}`, { cause });
    this.name = "WaitError";
    /** What the last look saw. */
    this.seen = seen;
  }
}

/**
 * Waits until a look finds what it looks for.
 * @template T
 * @param {Wait<T>} wait
 * @returns {Promise<T>} what it found
 * @throws {WaitError} at the deadline, with what was last seen
 */
async function waitFor(wait) {
  const begin = Date.now();
  const deadline = begin + wait.seconds * 1000;
  for (;;) {
    const seen = await lookOnce(wait);
    if (seen.done) return seen.value;
    if (Date.now() >= deadline) throw new WaitError(wait.what, wait.seconds, seen.seen, seen.cause);
    await pause(wait.everyMs ?? nextPauseMs(Date.now() - begin));
  }
}

/**
 * What a look returns when it found what is waited for.
 * @template T
 * @param {T} value
 * @returns {Look<T>}
 */
function done(value) {
  return { done: true, value };
}

/**
 * What a look returns when it must look again.
 * @param {string} seen what there is instead
 * @returns {Look<never>}
 */
function notYet(seen) {
  return { done: false, seen };
}

/**
 * Most waits are over at once or take seconds: the first looks are close together, and none is late by more than a tenth
 * of the whole wait.
 * @param {number} waitedMs
 */
function nextPauseMs(waitedMs) {
  return Math.min(Math.max(waitedMs / 10, 20), 200);
}

/**
 * @template T
 * @param {Wait<T>} wait
 * @returns {Promise<Look<T> & {readonly cause?: unknown}>}
 */
async function lookOnce({ look, tolerate }) {
  try {
    return await look();
  } catch (error) {
    if (!tolerate?.(error)) throw error;
    return { ...notYet(error instanceof Error ? error.message : String(error)), cause: error };
  }
}

/**
 * Lets some time pass.
 * @param {number} ms
 * @returns {Promise<void>}
 */
function pause(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/**
 * What comes of some work, or undefined where it takes longer; the work goes on. No timer is left behind.
 * @template T
 * @param {number} ms
 * @param {Promise<T>} work
 * @returns {Promise<T | undefined>}
 */
function within(ms, work) {
  /** @type {NodeJS.Timeout | undefined} */
  let timer;
  /** @type {Promise<undefined>} */
  const late = new Promise((resolve) => (timer = setTimeout(() => resolve(undefined), ms)));
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}

module.exports = { WaitError, waitFor, done, notYet, pause, within };
