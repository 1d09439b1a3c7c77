import { withLock } from "../../../../components/swarm/session/queue";

test("work under one key runs one at a time in order, even after a failure; other keys do not wait", async () => {
  const events: string[] = [];
  const work =
    (name: string, ms: number, fail = false) =>
    async () => {
      events.push(`${name} begins`);
      await new Promise((done) => setTimeout(done, ms));
      events.push(`${name} ends`);
      if (fail) throw new Error(name);
    };
  const first = withLock("a", work("first", 20, true));
  const second = withLock("a", work("second", 1));
  const other = withLock("b", work("other", 1));
  await expect(first).rejects.toThrow("first");
  await Promise.all([second, other]);
  expect(events.filter((event) => !event.startsWith("other"))).toEqual([
    "first begins",
    "first ends",
    "second begins",
    "second ends",
  ]);
  expect(events.indexOf("other ends")).toBeLessThan(events.indexOf("first ends"));
});
