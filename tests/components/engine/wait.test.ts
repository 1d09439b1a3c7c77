import { found, notYet, waitFor, WaitError } from "../../../components/engine/wait";
import { elapse } from "../../support/elapse";

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

test("a wait ends with what the probe finds", async () => {
  let looks = 0;
  const wait = waitFor({
    what: "three looks",
    deadlineSeconds: 5,
    probe: async () => (++looks === 3 ? found("there") : notYet("not there")),
  });
  await expect(elapse(wait)).resolves.toBe("there");
  expect(looks).toBe(3);
});

test("at the deadline the error says what was waited for and what was last seen", async () => {
  let looks = 0;
  const wait = waitFor({
    what: "node2",
    deadlineSeconds: 2,
    probe: async () => notYet(`down, look ${++looks}`),
  });
  await expect(elapse(wait)).rejects.toThrow(
    /^gave up after 2 s waiting for node2; last seen: down, look 1[45]$/,
  );
});

test("an error ends the wait, unless it is tolerated", async () => {
  const probe = async () => {
    throw new Error("refused");
  };
  await expect(elapse(waitFor({ what: "x", deadlineSeconds: 2, probe }))).rejects.toThrow(/^refused$/);
  const tolerant = waitFor({ what: "x", deadlineSeconds: 2, probe, tolerate: () => true });
  await expect(elapse(tolerant)).rejects.toThrow(new WaitError("x", 2, "refused"));
});
