/** Quantities as a script writes them: text with its unit, so that "20 mV" for a time does not compile. */

/** A number and its unit, one space between: `Amount<"ms">` is "2 ms". */
export type Amount<Unit extends string> = `${number} ${Unit}`;

type Micro = "µ" | "μ" | "u";
export type Time = Amount<`${Micro}s` | "ms" | "s">;
export type LongTime = Amount<"ms" | "s" | "min">;
export type Potential = Amount<`${Micro}V` | "mV" | "V">;
export type Current = Amount<"pA" | "nA" | `${Micro}A`>;
export type Concentration = Amount<"nM" | `${Micro}M` | "mM">;
export type Length = Amount<"nm" | `${Micro}m` | "mm">;
export type Frequency = Amount<"Hz" | "kHz" | "/ms" | "/s">;
export type Resistance = Amount<"kΩ" | "MΩ" | "GΩ">;
/** Of a stimulator: a number without a unit, or volts or amperes. */
export type Strength = `${number}` | Potential | Current | Amount<"mA">;
/** Numbers of the model by name, { "nmda.gMax": "0.3 nS" }; `radiatum/model` has the table of them. */
export type Settings = Readonly<Record<string, string>>;
