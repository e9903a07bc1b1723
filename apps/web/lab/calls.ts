/**
 * Calls to a thread: what one side lists as functions, the other calls by name. A call may tell of its progress before it
 * answers. Whoever wants a call to stop at once ends the thread.
 */
import { failureOf, type Failure } from "./failure.js";

/** One function a name: what it is asked, what it answers, what it tells on the way. */
export type Services = Readonly<Record<string, (asked: never, tell: (news: unknown) => void) => unknown>>;
type Asked<F> = F extends (asked: infer A, ...rest: never[]) => unknown ? A : never;
type News<F> = F extends (asked: never, tell: (news: infer N) => void) => unknown ? N : never;
type Answered<F> = F extends (...given: never[]) => infer R ? Awaited<R> : never;

interface Call {
  readonly id: number;
  readonly name: string;
  readonly asked: unknown;
}
type Reply =
  | { readonly id: number; readonly kind: "news"; readonly news: unknown }
  | { readonly id: number; readonly kind: "answer"; readonly answer: unknown }
  | { readonly id: number; readonly kind: "failure"; readonly failure: Failure };

/** On the thread: answers what is called. */
export function serve(services: Services): void {
  self.addEventListener("message", ({ data }: MessageEvent<Call>) => {
    const { id, name, asked } = data;
    const reply = (what: Reply): void => self.postMessage(what);
    const service = services[name] as ((asked: unknown, tell: (news: unknown) => void) => unknown) | undefined;
    Promise.resolve()
      .then(() => {
        if (!service) throw new Error(`broken invariant: nobody answers "${name}"`);
        return service(asked, (news) => reply({ id, kind: "news", news }));
      })
      .then((answer) => reply({ id, kind: "answer", answer }), (error: unknown) => reply({ id, kind: "failure", failure: failureOf(error) }));
  });
}

/** A call that came to nothing; `failure` is what the thread said. */
export class CallFailure extends Error {
  override readonly name = "CallFailure";
  constructor(readonly failure: Failure) {
    super(failure.message);
  }
}

export interface Caller<S extends Services> {
  readonly call: <Name extends keyof S & string>(
    name: Name, asked: Asked<S[Name]>, onNews?: (news: News<S[Name]>) => void,
  ) => Promise<Answered<S[Name]>>;
  /** Ends the thread: calls that are open are rejected with code "stopped"; the next call starts another. */
  readonly stop: () => void;
}

/** The other side. The thread is started with the first call. */
export function caller<S extends Services>(start: () => Worker): Caller<S> {
  interface Open {
    readonly resolve: (answer: never) => void;
    readonly reject: (error: Error) => void;
    readonly onNews: ((news: never) => void) | undefined;
  }
  let worker: Worker | undefined;
  let next = 1;
  const open = new Map<number, Open>();
  const give = (failure: Failure): void => {
    worker?.terminate();
    worker = undefined;
    const all = [...open.values()];
    open.clear();
    for (const { reject } of all) reject(new CallFailure(failure));
  };
  const started = (): Worker => {
    if (worker) return worker;
    worker = start();
    worker.addEventListener("message", ({ data }: MessageEvent<Reply>) => {
      const call = open.get(data.id);
      if (!call) return;
      if (data.kind === "news") return call.onNews?.(data.news as never);
      open.delete(data.id);
      if (data.kind === "answer") call.resolve(data.answer as never);
      else call.reject(new CallFailure(data.failure));
    });
    worker.addEventListener("error", (event) => {
      event.preventDefault();
      give({ kind: "fault", code: "thread-died", message: `A thread of this page ended: ${event.message || "it may have run out of memory"}.` });
    });
    return worker;
  };
  return {
    call: (name, asked, onNews) => new Promise((resolve, reject) => {
      const id = next++;
      open.set(id, { resolve, reject, onNews });
      started().postMessage({ id, name, asked } satisfies Call);
    }),
    stop: () => give({ kind: "refused", code: "stopped", message: "Stopped." }),
  };
}
