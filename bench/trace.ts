import { existsSync, readFileSync } from "node:fs";

/** One stretch of an update, in seconds. */
export interface Phase {
  readonly name: string;
  readonly seconds: number;
}

interface PulumiEvent {
  readonly resourcePreEvent?: { readonly metadata: { readonly urn: string } };
  readonly resOutputsEvent?: { readonly metadata: { readonly urn: string } };
}

/** The ends of the phases: the last event of each ends it. */
const ends: readonly (readonly [name: string, isEnd: (event: PulumiEvent) => boolean])[] = [
  ["pulumi starts", (event) => "preludeEvent" in event],
  ["program loads", ({ resourcePreEvent }) => /-workspace$/.test(resourcePreEvent?.metadata.urn ?? "")],
  ["workspace", ({ resOutputsEvent }) => /-workspace$/.test(resOutputsEvent?.metadata.urn ?? "")],
  ["hosts boot", ({ resOutputsEvent }) => /Command::.*-host$/.test(resOutputsEvent?.metadata.urn ?? "")],
  [
    "docker-machine",
    ({ resOutputsEvent }) => /Command::.*-machine$/.test(resOutputsEvent?.metadata.urn ?? ""),
  ],
  ["swarm and joins", ({ resOutputsEvent }) => /:SwarmNode::/.test(resOutputsEvent?.metadata.urn ?? "")],
];

/**
 * Follows the event log of an update while it is written: its own times are whole seconds.
 * @param file need not be there yet
 */
export class Trace {
  private readonly start = Date.now();
  private readonly lastOf = new Map<string, number>();
  private readonly timer: NodeJS.Timeout;
  private seen = 0;

  constructor(private readonly file: string) {
    // A failed update leaves it running, which must not keep the bench from ending.
    this.timer = setInterval(() => this.look(), 50).unref();
  }

  /** Where the time went. Call it when the update has ended. */
  phases(): Phase[] {
    clearInterval(this.timer);
    this.look();
    let before = 0;
    const phases = ends.map(([name]) => {
      // Phases overlap where machines are not ready at once: each counts from the end of the one before.
      const end = Math.max(before, this.lastOf.get(name) ?? before);
      const phase = { name, seconds: end - before };
      before = end;
      return phase;
    });
    return [...phases, { name: "pulumi ends", seconds: this.now() - before }];
  }

  private look(): void {
    const text = existsSync(this.file) ? readFileSync(this.file, "utf8") : "";
    const whole = text.slice(this.seen, text.lastIndexOf("\n") + 1);
    this.seen += whole.length;
    for (const line of whole.split("\n").filter(Boolean)) this.note(JSON.parse(line) as PulumiEvent);
  }

  private note(event: PulumiEvent): void {
    for (const [name, isEnd] of ends) if (isEnd(event)) this.lastOf.set(name, this.now());
  }

  private now(): number {
    return (Date.now() - this.start) / 1000;
  }
}
