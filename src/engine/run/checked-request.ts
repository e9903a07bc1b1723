/** Times of a request at the level of types, so that "20 mV" for one of them doesn't compile. */
import type { Request, Trial } from "./request.js";

type Prefix = "" | "n" | "µ" | "u" | "m";
type TimeUnit = `${Prefix}s` | "min" | "h";

/** `Text` itself where it is a time, or text that nobody knows before it runs; else a sentence that nothing is assigned to. */
type CheckedTime<Text> =
  Text extends string ? (string extends Text ? Text
    : Text extends `${infer Amount} ${TimeUnit}` ? (Amount extends `${number}` ? Text : CheckedAmount<Amount, Text>)
    : `"${Text}" is no time: write it like "2 ms"`)
  : Text;
/** Amounts in words of other types, such as a template's own, are checked when it runs. */
type CheckedAmount<Amount extends string, Text extends string> =
  string extends Amount ? Text : Amount extends `−${number}` ? Text : `"${Text}" is no time: write it like "2 ms"`;

type Checked<Of, Times extends PropertyKey> = { readonly [K in keyof Of]: K extends Times ? CheckedTime<Of[K]> : Of[K] };
type CheckedEach<List, Times extends PropertyKey> =
  List extends readonly unknown[] ? { readonly [K in keyof List]: Checked<List[K], Times> } : List;

type CheckedTrials<Trials> = Trials extends readonly Trial[] ? { readonly [K in keyof Trials]: {
  readonly [P in keyof Trials[K]]: P extends "events" ? CheckedEach<Trials[K][P], "at">
    : P extends "commands" ? CheckedEach<Trials[K][P], "from" | "to"> : Trials[K][P];
} } : Trials;

/** The request itself where all its times are times. */
export type CheckedRequest<Asked extends Request> = {
  readonly [K in keyof Asked]:
    K extends "duration" | "settle" | "rest" ? CheckedTime<Asked[K]>
    : K extends "probes" ? { readonly [P in keyof Asked[K]]: Checked<Asked[K][P], "every"> }
    : K extends "step" ? Checked<Asked[K], "dt" | "shortest" | "longest">
    : K extends "events" ? CheckedEach<Asked[K], "at">
    : K extends "commands" ? CheckedEach<Asked[K], "from" | "to">
    : K extends "trials" ? CheckedTrials<Asked[K]>
    : Asked[K];
};
