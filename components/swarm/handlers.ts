import { reportOf } from "../engine/errors";
import { noManagerIn } from "./session/no-manager";

// The contract between Pulumi and a set of handlers, as plain objects: the shapes are those of
// pulumi.dynamic.ResourceProvider, which the handlers must not import.

/** The handlers of one type of resource. Inputs and outputs arrive with secrets in plain text. */
export interface Handlers<I extends object, S extends object> {
  /** Checks the inputs and fills in defaults. Unknown inputs are skipped. No input or output. */
  check(olds: unknown, news: unknown): Promise<CheckResult<I>>;
  /** What a change of inputs means; `olds` are the outputs of the last run. No input or output. */
  diff(id: string, olds: S, news: I): Promise<DiffResult>;
  create(inputs: I): Promise<CreateResult<S>>;
  /** What there really is. An empty result says that it is certainly gone. */
  read(id: string, props: S): Promise<ReadResult<I, S>>;
  update(id: string, olds: S, news: I): Promise<UpdateResult<S>>;
  delete(id: string, props: S): Promise<void>;
}

export interface CheckFailure {
  readonly property: string;
  readonly reason: string;
}

export interface CheckResult<I> {
  readonly inputs: I;
  readonly failures: CheckFailure[];
}

export interface DiffResult {
  readonly changes: boolean;
  readonly replaces?: string[];
  readonly deleteBeforeReplace?: boolean;
}

export interface CreateResult<S> {
  readonly id: string;
  readonly outs: S;
}

export interface UpdateResult<S> {
  readonly outs: S;
}

export interface ReadResult<I, S> {
  readonly id?: string;
  readonly props?: S;
  readonly inputs?: Partial<I>;
}

/** Stands for a value that is only known after the run; it arrives in place of values of any type. */
export const unknownValue = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** Whether a value, or anything in it, is not known yet. */
export function isUnknown(value: unknown): boolean {
  if (value === unknownValue) return true;
  return typeof value === "object" && value !== null && Object.values(value).some(isUnknown);
}

/**
 * Thrown by create once there is something to keep: Pulumi stores it, reports the reason, and calls update with the
 * next run, which finishes the work.
 */
export class PartialCreate<S extends object> extends Error {
  readonly reasons: string[];

  /** @param error what kept the create from finishing */
  constructor(
    error: unknown,
    readonly id: string,
    readonly properties: S,
  ) {
    super(tell(error), { cause: error });
    this.name = "PartialCreate";
    this.reasons = [this.message];
  }
}

/** Handlers whose errors tell all: Pulumi prints only an error's message, so the failed call and the cause go into it. */
export function reportingFully<I extends object, S extends object>(handlers: Handlers<I, S>): Handlers<I, S> {
  return {
    ...handlers,
    create: (inputs) => handlers.create(inputs).catch(rethrowReport),
    read: (id, props) => handlers.read(id, props).catch(rethrowReport),
    update: (id, olds, news) => handlers.update(id, olds, news).catch(rethrowReport),
    delete: (id, props) => handlers.delete(id, props).catch(rethrowReport),
  };
}

function rethrowReport(error: unknown): never {
  if (error instanceof PartialCreate) throw error;
  throw new Error(tell(error), { cause: error });
}

/** All of an error, but what concerns the whole swarm only once a run. */
function tell(error: unknown): string {
  const report = reportOf(error);
  return noManagerIn(error)?.once(report) ?? report;
}

/** The object without its undefined values, which protobuf would turn into empty objects. */
export function compact<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, v]) => v !== undefined)) as T;
}

/** The named properties of an object that have a value. */
export function pick<T extends object, K extends keyof T>(value: T, keys: readonly K[]): Pick<T, K> {
  return compact(Object.fromEntries(keys.map((key) => [key, value[key]]))) as Pick<T, K>;
}
