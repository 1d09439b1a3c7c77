import { SwarmMemory } from "../../../../components/swarm/session/memory";

test("work on one swarm runs one piece at a time in order, even after a failure; other swarms do not wait", async () => {
  const [a, b] = [new SwarmMemory(), new SwarmMemory()];
  const events: string[] = [];
  const work =
    (name: string, ms: number, fail = false) =>
    async () => {
      events.push(`${name} begins`);
      await new Promise((done) => setTimeout(done, ms));
      events.push(`${name} ends`);
      if (fail) throw new Error(name);
    };
  const first = a.oneAtATime(work("first", 20, true));
  const second = a.oneAtATime(work("second", 1));
  const other = b.oneAtATime(work("other", 1));
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
