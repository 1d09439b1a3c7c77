import type { Engine } from "../../components/engine/client";
import type { EngineEvent } from "../../components/engine/types";
import { follow, type Picture } from "../../view/follow";
import type { Reading } from "../../view/source";
import { answers, node } from "./support/answers";

/** An engine whose events are rung by hand. */
class EventfulEngine {
  readonly streams: { ring: () => void; fail: () => void; ended: boolean }[] = [];
  constructor(readonly address: string) {}

  async *events(signal: AbortSignal): AsyncGenerator<EngineEvent> {
    const waiting: ((fail: boolean) => void)[] = [];
    const settle = (fail: boolean) => waiting.splice(0).forEach((resolve) => resolve(fail));
    const stream = { ring: () => settle(false), fail: () => settle(true), ended: false };
    this.streams.push(stream);
    signal.addEventListener("abort", () => settle(true));
    while (!(await new Promise<boolean>((resolve) => waiting.push(resolve))))
      yield { Type: "node", Action: "update" };
    stream.ended = true;
    throw new Error("gone");
  }
}

let stop: AbortController;
let pictures: Picture[];
let following: Promise<void>;
let read: () => Promise<Reading>;

beforeEach(() => {
  stop = new AbortController();
  pictures = [];
});
afterEach(async () => {
  stop.abort();
  await following;
});

const begin = (calmMs: number, graceMs?: number) => {
  const show = (picture: Picture) => void pictures.push(picture);
  following = follow({ read: () => read(), show, signal: stop.signal, calmMs, graceMs });
};
const readingOf = (engine: EventfulEngine): Reading => ({
  answers: answers([node("node1", { role: "manager" })], { manager: engine.address }),
  engine: engine as unknown as Engine,
});
const shown = async (number: number) => {
  const end = Date.now() + 4000;
  while (pictures.length < number && Date.now() < end) await new Promise((resolve) => setTimeout(resolve, 5));
  expect(pictures.length).toBeGreaterThanOrEqual(number);
};

test("an event has the swarm read again at once, and often for a while", async () => {
  const engine = new EventfulEngine("m1");
  read = async () => readingOf(engine);
  begin(60_000);
  await shown(1);
  expect(pictures[0]).toMatchObject({ mode: "live", problem: "" });
  engine.streams[0].ring();
  await shown(3);
  expect(engine.streams).toHaveLength(1);
});

test("without events it asks now and then, and tries to get them again", async () => {
  const engine = new EventfulEngine("m1");
  read = async () => readingOf(engine);
  begin(20);
  await shown(1);
  engine.streams[0].fail();
  await shown(4);
  expect(engine.streams.length).toBeGreaterThan(1);
});

test("another manager that answers is followed in place of the first", async () => {
  const [first, second] = [new EventfulEngine("m1"), new EventfulEngine("m2")];
  read = async () => readingOf(pictures.length < 1 ? first : second);
  begin(20);
  await shown(3);
  expect(first.streams[0].ended).toBe(true);
  expect(second.streams).toHaveLength(1);
  expect(pictures.at(-1)).toMatchObject({ mode: "live", answers: { manager: "m2" } });
});

test("when no manager answers the last picture stays, with the reason, until one answers again", async () => {
  const engine = new EventfulEngine("m1");
  read = async () => {
    if (pictures.length === 1) throw new Error("no manager answers");
    return readingOf(engine);
  };
  begin(20, 0);
  await shown(3);
  expect(pictures.slice(0, 3).map(({ mode, problem }) => [mode, problem])).toEqual([
    ["live", ""],
    ["old", "no manager answers"],
    ["live", ""],
  ]);
  expect(pictures[1].answers?.manager).toBe("m1");
});

test("while another manager takes over the picture is not called old", async () => {
  const engine = new EventfulEngine("m1");
  read = async () => {
    if (pictures.length === 1) throw new Error("no manager answers");
    return { ...readingOf(engine), answers: { ...readingOf(engine).answers, takenAt: Date.now() } };
  };
  begin(20);
  await shown(3);
  expect(pictures.slice(0, 3).map(({ mode, problem }) => [mode, problem])).toEqual([
    ["live", ""],
    ["searching", ""],
    ["live", ""],
  ]);
});

test("its end ends the events too, at once", async () => {
  const engine = new EventfulEngine("m1");
  read = async () => readingOf(engine);
  begin(60_000);
  await shown(1);
  stop.abort();
  await following;
  await new Promise((resolve) => setTimeout(resolve, 10));
  expect(engine.streams[0].ended).toBe(true);
});

test("its end does not wait for a reading that takes long", async () => {
  read = () => new Promise(() => undefined);
  begin(20);
  await new Promise((resolve) => setTimeout(resolve, 20));
  stop.abort();
  await following;
  expect(pictures).toEqual([]);
});
