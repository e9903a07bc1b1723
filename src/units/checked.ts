/** The grammar of units once more, at the level of types, so that "0.2 nSS" and "20 mV" for a time don't compile. */
type Prefix = "" | "a" | "f" | "p" | "n" | "µ" | "u" | "m" | "c" | "d" | "k" | "M" | "G";
type Atom = "s" | "V" | "A" | "m" | "S" | "F" | "Ω" | "M" | "mol" | "L" | "J" | "C" | "K" | "Hz";
type Factor = `${Prefix}${Atom}${"" | "²" | "³" | "⁻¹" | "⁻²"}`;

type IsUnit<Text extends string> =
  Text extends "" | "1" ? true
  : Text extends `/${infer Rest}` ? IsFactors<Rest>
  : IsFactors<Text>;
type IsFactors<Text extends string> =
  Text extends `${infer A}/${infer B}` ? (IsFactors<A> extends true ? IsFactors<B> : false)
  : Text extends `${infer A}·${infer B}` ? (IsFactors<A> extends true ? IsFactors<B> : false)
  : Text extends Factor | "1" ? true
  : false;

/** `Text` itself where it is a unit, and else a sentence that nothing can be assigned to. */
export type CheckedUnit<Text extends string> = IsUnit<Text> extends true ? Text : `"${Text}" is not a unit`;

/** `Text` itself where it is a number and a unit, or a plain number. */
export type CheckedQuantity<Text extends string> =
  Text extends `${number} ${infer U}` ? (IsUnit<U> extends true ? Text : `"${U}" is not a unit`)
  : Text extends `${number}` ? Text
  : `"${Text}" is not a number and a unit`;
