/**
 * A mechanism, declared once: what it is made of, and its bodies as arrow functions. They run as they stand; they are
 * also read from their own text, checked for units and handed on as trees, from which the engine is lowered.
 */
import type { CheckedQuantity, CheckedUnit } from "#units";
import type { Argument } from "./arrow-scope.js";
import { EMPTY_BODY, type Body } from "./body.js";
import { complete, EVENT_NAMES } from "./complete.js";
import type { BoundTexts, Mechanism, Placement } from "./mechanism.js";
import { declareNames } from "./names.js";
import { readArrow } from "./read-arrow.js";
import type { Source } from "#units";
import type { Tools } from "./tools.js";

type Texts = Readonly<Record<string, string>>;
type Numbers<T> = { readonly [K in keyof T]: number };
type Arguments<S, R, P> = [states: Numbers<S>, reads: Numbers<R>, parameters: Numbers<P>, tools: Tools];
interface Event {
  /** Of the event that arrives: 1 for an ordinary one. */
  readonly weight: number;
  /** Uniform on (0, 1), drawn anew for each event. */
  readonly chance: number;
}

/** Refuses keys of a result that are no states. */
type StatesOnly<T, S> = { readonly [K in Exclude<keyof T, keyof S>]: `"${K & string}" is not a state` };
/** Without reactions the derivative says how every state moves. */
type Complete<Q, S> = unknown extends Q ? Numbers<S> : unknown;

type Species<Text extends string> = Text extends `${infer A} + ${infer B}` ? Species<A> | Species<B> : Text;
type SpeciesOf<Text extends string> =
  Text extends `${infer A} ⇌ ${infer B}` ? Species<A> | Species<B>
  : Text extends `→ ${infer B}` ? Species<B>
  : Text extends `${infer A} →` ? Species<A>
  : Text extends `${infer A} → ${infer B}` ? Species<A> | Species<B>
  : "no arrow";
type Reactions<Q, S> = {
  readonly [K in keyof Q]: Exclude<SpeciesOf<K & string>, keyof S> extends never
    ? K extends `${string}⇌${string}` ? readonly [forward: number, backward: number] : number
    : `"${Exclude<SpeciesOf<K & string>, keyof S> & string}" is not a state`;
};

interface Declaration<P extends Texts, R extends Texts, S extends Texts, D, Q, C, I, E> {
  readonly placed: Placement;
  /** Each with its source, and where it matters with bounds. */
  readonly parameters: {
    readonly [K in keyof P]: readonly [
      quantity: P[K] extends CheckedQuantity<P[K]> ? P[K] : CheckedQuantity<P[K]>,
      source: Source,
      bounds?: BoundTexts,
    ];
  };
  /** What the surroundings supply: `v` in mV, `influx` in µM/ms, `caInside`, `glutamate` … */
  readonly reads: { readonly [K in keyof R]: R[K] extends CheckedUnit<R[K]> ? R[K] : CheckedUnit<R[K]> };
  readonly states: { readonly [K in keyof S]: S[K] extends CheckedUnit<S[K]> ? S[K] : CheckedUnit<S[K]> };
  readonly derivative?: (...a: Arguments<S, R, P>) => D & NoInfer<StatesOnly<D, S>> & NoInfer<Complete<Q, S>>;
  /** Reactions: `"ca + buffer ⇌ bound": [on, off]`, `"ca →": rate`, `"→ ca": rate`. */
  readonly rates?: (...a: Arguments<S, R, P>) => Q & NoInfer<Reactions<Q, S>>;
  readonly current?: (...a: Arguments<S, R, P>) => C & { readonly total: number } & NoInfer<Numbers<C>>;
  /** Without the states, which don't exist yet. */
  readonly initial?: (
    reads: Numbers<R>, parameters: Numbers<P>, tools: Tools,
  ) => I & NoInfer<StatesOnly<I, S>> & NoInfer<Numbers<I>>;
  readonly receives?: (...a: Arguments<S, R & Event, P>) => E & NoInfer<StatesOnly<E, S>> & NoInfer<Numbers<E>>;
  readonly ion?: { readonly name: string; readonly valence: number; readonly state: NoInfer<keyof S & string> };
  readonly mobile?: { readonly [K in NoInfer<keyof S & string>]?: NoInfer<keyof P & string> };
}

/** Declares a mechanism by arrow functions. Throws a usage RigError with line and caret where they can't be right. */
export function mechanism<
  const P extends Texts, const R extends Texts, const S extends Texts,
  D = unknown, Q = unknown, C = unknown, I = unknown, E = unknown,
>(name: string, declaration: Declaration<P, R, S, D, Q, C, I, E>): Mechanism {
  const { placed, derivative, rates, current, initial, receives, ion } = declaration;
  const declared = declareNames(name, declaration);
  const states = { label: "states", names: new Set(declared.states) };
  const reads = { label: "reads", names: new Set(declared.reads) };
  const parameters = { label: "parameters", names: new Set(declared.parameters) };
  const events = { label: "reads", names: new Set([...declared.reads, ...EVENT_NAMES.keys()]) };
  type Fn = (...records: never[]) => unknown;
  const body = (fn: Fn | undefined, what: string, args: readonly Argument[]): Body =>
    fn ? readArrow(fn, `${name}, ${what}`, args) : EMPTY_BODY;
  const arrows = { derivative, rates, current, initial, receives };
  const run = Object.fromEntries(Object.entries(arrows).filter(([, fn]) => fn));
  return complete({
    name,
    placed,
    ...declared,
    derivative: body(derivative, "derivative", [states, reads, parameters]),
    rates: body(rates, "rates", [states, reads, parameters]),
    current: body(current, "current", [states, reads, parameters]),
    initial: body(initial, "initial", [reads, parameters]),
    receives: body(receives, "receives", [states, events, parameters]),
    ...(ion && { ion }),
    mobile: new Map(Object.entries((declaration.mobile ?? {}) as Readonly<Record<string, string>>)),
    run,
  });
}

/**
 * The same for a library that ships many mechanisms, of which a program uses a few: read and checked, with the same
 * refusals, when a number or an equation of it is first asked for. Whoever ships them asks for each in a test.
 */
export const mechanismOnDemand: typeof mechanism = (name, declaration) => {
  const { placed, states, reads, parameters, ion } = declaration;
  let known: Mechanism | undefined;
  const declared = (): Mechanism => (known ??= mechanism(name, declaration));
  return {
    name,
    placed,
    states: Object.keys(states),
    reads: Object.keys(reads),
    parameters: Object.keys(parameters),
    get names() { return declared().names; },
    get derivative() { return declared().derivative; },
    get rates() { return declared().rates; },
    get current() { return declared().current; },
    get initial() { return declared().initial; },
    get receives() { return declared().receives; },
    ...(ion && { ion }),
    get mobile() { return declared().mobile; },
    get run() { return declared().run; },
  };
};
