import { newsBetween } from "./news";
import type { View } from "./view";

/** A message to all who look. */
export type Message =
  /** A picture that differs from the one before, and what happened in between. */
  | { readonly kind: "view"; readonly view: View; readonly news: readonly string[] }
  /** The same picture, as true as before at a later time. */
  | { readonly kind: "taken"; readonly takenAt: number };

/** Passes pictures on to all who look at them. */
export class Hub {
  private latest?: View;
  private readonly listeners = new Set<(message: Message) => void>();

  /** The latest picture; undefined before the first. */
  get view(): View | undefined {
    return this.latest;
  }

  /** Takes a new picture and tells all listeners, briefly where nothing but its time has changed. */
  publish(view: View): void {
    const before = this.latest;
    this.latest = view;
    const same =
      before && JSON.stringify({ ...before, takenAt: 0 }) === JSON.stringify({ ...view, takenAt: 0 });
    const message: Message = same
      ? { kind: "taken", takenAt: view.takenAt }
      : { kind: "view", view, news: before && before.takenAt > 0 ? newsBetween(before, view) : [] };
    for (const listener of this.listeners) listener(message);
  }

  /**
   * Tells a listener the latest picture and all that follow.
   * @returns ends it
   */
  listen(listener: (message: Message) => void): () => void {
    this.listeners.add(listener);
    if (this.latest) listener({ kind: "view", view: this.latest, news: [] });
    return () => this.listeners.delete(listener);
  }
}
