/** What a run remembers of one swarm, whichever store the machines of its nodes are in. */
export class SwarmMemory {
  /** Keys of an autolocked swarm, newest first: a manager that was off needs the key it had then. */
  unlockKeys: readonly string[] = [];
  /** IDs of the nodes that this run demoted. */
  readonly demoted = new Set<string>();
  /** Node IDs of the swarm's managers, as last seen. */
  managers: ReadonlySet<string> = new Set();
  /** Names of machines that are likely to be managers: they are asked first. */
  readonly likelyManagers = new Set<string>();
  private readonly said = new Set<string>();
  private last: Promise<unknown> = Promise.resolve();

  /** Remembers unlock keys; empty ones are ignored. */
  rememberUnlockKeys(...keys: readonly (string | undefined)[]): void {
    const fresh = keys.filter((key): key is string => Boolean(key));
    this.unlockKeys = [...new Set([...fresh, ...this.unlockKeys])];
  }

  /** Remembers which nodes are managers; an empty list says nothing. */
  rememberManagers(nodeIds: readonly string[]): void {
    if (nodeIds.length > 0) this.managers = new Set(nodeIds);
  }

  /** Whether something of that kind is said for the first time: what concerns the whole swarm is said once a run. */
  isFirst(kind: string): boolean {
    const first = !this.said.has(kind);
    this.said.add(kind);
    return first;
  }

  /**
   * Runs one piece of work at a time, in the order of the calls. Promotions, demotions and joins of managers go through
   * it: Pulumi calls the handlers of several nodes at once, and two demotions that are each safe may lose the quorum
   * together.
   * @param work may fail without harm to what waits behind it
   */
  oneAtATime<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.last.then(work, work);
    this.last = mine.catch(() => undefined);
    return mine;
  }
}
