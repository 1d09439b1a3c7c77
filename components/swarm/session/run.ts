/** What one run of Pulumi has shown so far in the process that runs the handlers. */
export interface Run {
  /**
   * Whether the program declared anything: false in a destroy, where the program does not run and no inputs are
   * checked. Handlers are not told otherwise whether a deletion is part of a destroy.
   */
  programRan: boolean;
  /**
   * Nodes that are to leave only to join again, on another machine or with other addresses, by machine: whether that
   * is still to come or they are out just now. See replace.ts.
   */
  readonly replacing: Map<string, "planned" | "away">;
}

/** The run this process belongs to: Pulumi starts a new process for each. */
export const thisRun: Run = { programRan: false, replacing: new Map() };
