import type { Engine } from "../components/engine/client";
import type { Answers, Mode } from "./answers";
import type { Reading } from "./source";

/** What is known at one moment. */
export interface Picture {
  /** The last answers; undefined when no manager has answered yet. */
  readonly answers?: Answers;
  readonly mode: Mode;
  /** Why no manager answers; empty while one does. */
  readonly problem: string;
}

/** How a swarm is followed. */
export interface Follow {
  /** Reads the swarm once; throws when no manager answers. */
  readonly read: () => Promise<Reading>;
  /** Gets the picture after each reading. */
  readonly show: (picture: Picture) => void;
  /** Ends it. */
  readonly signal: AbortSignal;
  /** Time between two readings while nothing happens, in milliseconds. @default 4000 */
  readonly calmMs?: number;
  /** For how long a picture is not called old: another manager takes over in that time. @default 12000 */
  readonly graceMs?: number;
}

// Tasks have no events of their own: for a while after something happened, and while something is under way, one looks
// more often.
const busyMs = 700;
const busyForMs = 8000;

/** Reads a swarm again and again, at once when its events tell of a change, until the signal ends it. */
export async function follow({ read, show, signal, calmMs = 4000, graceMs = 12_000 }: Follow): Promise<void> {
  const bell = new Bell(signal);
  let events = new Events(undefined, () => undefined);
  let last: Answers | undefined;
  let busyUntil = 0;
  // A reading may take many seconds while managers are lost; nobody waits for it in the end.
  const stopped = new Promise<undefined>((resolve) =>
    signal.addEventListener("abort", () => resolve(undefined)),
  );
  const happened = () => {
    busyUntil = Date.now() + busyForMs;
    bell.ring();
  };
  while (!signal.aborted) {
    try {
      const reading = await Promise.race([read(), stopped]);
      if (!reading) break;
      const { answers, engine } = reading;
      if (!events.followed(engine)) {
        events.close();
        events = new Events(engine, happened);
      }
      last = answers;
      show({ answers, mode: events.open ? "live" : "polling", problem: "" });
    } catch (error) {
      events.close();
      busyUntil = Date.now() + busyForMs;
      const isRecent = last !== undefined && Date.now() - last.takenAt < graceMs;
      const problem = isRecent ? "" : (error as Error).message;
      show({ answers: last, mode: isRecent ? "searching" : "old", problem });
    }
    await bell.wait(Date.now() < busyUntil || isBusy(last) ? busyMs : calmMs);
  }
  events.close();
}

/** Whether something is under way that no event tells the end of. */
function isBusy(answers: Answers | undefined): boolean {
  return (
    answers?.tasks.some(({ Status }) => Status.State !== "running" && Status.State !== "pending") ?? true
  );
}

/** The events of one engine. */
class Events {
  open = false;
  private readonly stop = new AbortController();

  constructor(
    private readonly engine: Engine | undefined,
    private readonly happened: () => void,
  ) {
    if (engine) void this.follow(engine);
  }

  /** Whether it is this engine's events that are followed, and they come. */
  followed(engine: Engine): boolean {
    return this.open && this.engine?.address === engine.address;
  }

  close(): void {
    this.open = false;
    this.stop.abort();
  }

  private async follow(engine: Engine): Promise<void> {
    this.open = true;
    try {
      for await (const event of engine.events(this.stop.signal)) {
        void event;
        this.happened();
      }
    } catch {
      // The next reading says what became of the engine.
    } finally {
      this.open = false;
    }
  }
}

/** Ends a wait early. */
class Bell {
  private wake: () => void = () => undefined;
  private rung = false;

  constructor(private readonly signal: AbortSignal) {
    signal.addEventListener("abort", () => this.ring());
  }

  ring(): void {
    this.rung = true;
    this.wake();
  }

  /** Waits, or returns shortly after it was rung: several events that come together are one change. */
  async wait(milliseconds: number): Promise<void> {
    if (!this.rung && !this.signal.aborted) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, milliseconds);
        this.wake = () => (clearTimeout(timer), resolve());
      });
    }
    if (this.rung && !this.signal.aborted) await new Promise((resolve) => setTimeout(resolve, 150));
    this.rung = false;
  }
}
