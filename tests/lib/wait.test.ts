import { done, notYet, waitFor, WaitError } from "../../lib/wait";
import { elapse } from "../support/elapse";

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

test("a wait ends with what the look finds", async () => {
  let looks = 0;
  const wait = waitFor({
    what: "three looks",
    seconds: 5,
    look: async () => (++looks === 3 ? done("there") : notYet("not there")),
  });
  await expect(elapse(wait)).resolves.toBe("there");
  expect(looks).toBe(3);
});

test("at the deadline the error says what was waited for and what was last seen", async () => {
  let looks = 0;
  const wait = waitFor({
    what: "node2",
    seconds: 2,
    look: async () => notYet(`down, look ${++looks}`),
  });
  await expect(elapse(wait)).rejects.toThrow(
    /^gave up after 2 s waiting for node2; last seen: down, look 3\d$/,
  );
});

test("an error ends the wait, unless it is tolerated", async () => {
  const look = async () => {
    throw new Error("refused");
  };
  await expect(elapse(waitFor({ what: "x", seconds: 2, look }))).rejects.toThrow(/^refused$/);
  const tolerant = waitFor({ what: "x", seconds: 2, look, tolerate: () => true });
  await expect(elapse(tolerant)).rejects.toMatchObject({
    name: "WaitError",
    message: new WaitError("x", 2, "refused").message,
    cause: { message: "refused" },
  });
});

test("the looks are close together at first, then late by a tenth of the wait, and 200 ms apart in the end", async () => {
  const times: number[] = [];
  const start = Date.now();
  const look = async () => (times.push(Date.now() - start) === 40 ? done(undefined) : notYet("no"));
  await elapse(waitFor({ what: "x", seconds: 5, look }));
  const pauses = times.slice(1).map((time, i) => time - times[i]);
  expect(pauses.slice(0, 3)).toEqual([20, 20, 20]);
  expect(pauses.slice(-3)).toEqual([200, 200, 200]);
});

test("a wait of its own rhythm keeps it", async () => {
  const times: number[] = [];
  const start = Date.now();
  const look = async () => (times.push(Date.now() - start) === 4 ? done(undefined) : notYet("no"));
  await elapse(waitFor({ what: "x", seconds: 5, everyMs: 500, look }));
  expect(times).toEqual([0, 500, 1000, 1500]);
});
