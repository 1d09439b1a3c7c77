import { get } from "node:http";

/** Asks a service again and again, at every address it may have, and notes how long it was silent at most. */
export class Poller {
  /** Longest time without an answer from any address, in milliseconds. */
  longestSilence = 0;
  answers = 0;
  private lastAnswer = Date.now();
  private readonly timer: NodeJS.Timeout;

  constructor(private readonly urls: readonly string[]) {
    this.timer = setInterval(() => this.urls.forEach((url) => this.ask(url)), 200);
  }

  /** Ends the asking; the silence since the last answer counts too. */
  stop(): void {
    clearInterval(this.timer);
    this.note();
  }

  private ask(url: string): void {
    const request = get(url, { timeout: 1000 }, (response) => {
      response.resume();
      if (response.statusCode === 200) this.answered();
    });
    request.on("timeout", () => request.destroy()).on("error", () => undefined);
  }

  private answered(): void {
    this.answers++;
    this.note();
    this.lastAnswer = Date.now();
  }

  private note(): void {
    this.longestSilence = Math.max(this.longestSilence, Date.now() - this.lastAnswer);
  }
}
