import { UserError } from "../../lib/command";
import { allOrErrors } from "../../toolchain/setup";

const missing = (what: string) => Promise.reject(new UserError(`${what} is missing`));

test("what each part of set-up gives is passed on", async () => {
  expect(await allOrErrors([Promise.resolve(1), Promise.resolve("two")])).toEqual([1, "two"]);
});

test("all that a person has to do is said at once", async () => {
  await expect(
    allOrErrors([missing("pulumi"), Promise.resolve(1), missing("docker-machine")]),
  ).rejects.toEqual(new UserError("pulumi is missing\nerror: docker-machine is missing"));
});

test("an error of the program itself comes first, with its stack", async () => {
  const bug = new TypeError("x is not a function");
  await expect(allOrErrors([missing("pulumi"), Promise.reject(bug)])).rejects.toBe(bug);
});

test("an error waits for what still runs", async () => {
  let ended = false;
  const slow = new Promise<void>((done) => setTimeout(() => done(void (ended = true)), 50));
  await expect(allOrErrors([missing("pulumi"), slow])).rejects.toThrow("pulumi is missing");
  expect(ended).toBe(true);
});
