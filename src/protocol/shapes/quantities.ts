import { isPlainNumber, parseUnit, readQuantity, sameKind } from "#units";
import { note, unexpected, type JsonSchema, type Shape } from "./shape.js";

interface Kind {
  /** Coherent unit in which bounds are compared, or the unit that ours is converted to. */
  readonly unit: string;
  readonly what: string;
  readonly example: string;
  /** The unit as people write it, for editors. */
  readonly pattern: string;
}

const PREFIX = "[afpnµμumcdkMG]?";

/** Kinds of quantity that a protocol has. */
const KINDS = {
  time: { unit: "ms", what: "a time", example: "2 ms", pattern: "(?:µs|μs|us|ms|s)" },
  "long time": { unit: "ms", what: "a time", example: "10 min", pattern: "(?:µs|μs|us|ms|s|min)" },
  potential: { unit: "mV", what: "a potential", example: "-70 mV", pattern: `${PREFIX}V` },
  current: { unit: "pA", what: "a current", example: "200 pA", pattern: `${PREFIX}A` },
  "potential or current": { unit: "", what: "a potential or a current", example: "50 mV", pattern: `${PREFIX}[VA]` },
  resistance: { unit: "GΩ", what: "a resistance", example: "15 MΩ", pattern: `${PREFIX}(?:Ω|Ω|[Oo]hms?)` },
  capacitance: { unit: "pF", what: "a capacitance", example: "5 pF", pattern: `${PREFIX}F` },
  concentration: { unit: "µM", what: "a concentration", example: "200 µM", pattern: `${PREFIX}M` },
  length: { unit: "µm", what: "a length", example: "120 µm", pattern: `${PREFIX}m` },
  frequency: { unit: "/ms", what: "a frequency", example: "50 Hz", pattern: "(?:k?Hz|/ms|/s)" },
  "rate of binding": { unit: "/µM/ms", what: "a rate of binding", example: "0.6 /µM/ms", pattern: "/[nµμum]?M/m?s" },
  power: { unit: "mW", what: "a power", example: "10 mW", pattern: `${PREFIX}W` },
  temperature: { unit: "°C", what: "a temperature", example: "32 °C", pattern: "(?:°\\s*C|C|K)" },
  strength: { unit: "", what: "a strength of the stimulator", example: "1", pattern: "(?:[mµμu]?[VA])?" },
} as const satisfies Record<string, Kind>;

export type QuantityKind = keyof typeof KINDS;

const NUMBER = "[-+−]?(?:\\d+\\.?\\d*|\\.\\d+)(?:[eE][-+]?\\d+)?";

/** One spelling of what people write in several: signs, Greek letters, ohms, minutes; one space before the unit. */
export function tidied(text: string): string {
  return text.trim()
    .replace(/^−/u, "-").replaceAll("\u03bc", "µ").replaceAll("\u2126", "Ω")
    .replace(/(?<=\d\s*[kMG]?)[Oo]hms?$/u, "Ω")
    .replace(/(?<=\d)\s*(?:minutes?|mins?)$/u, " min").replace(/(?<=\d)\s*(?:seconds?|secs?)$/u, " s")
    .replace(new RegExp(`^(${NUMBER})\\s*(?=\\S)(?![\\d.]|[eE][-+]?\\d)`, "u"), "$1 ");
}

/** The number behind "2 ms": ms, mV, pA, GΩ, pF, µM, µm, /ms, mW, °C as its kind has it; undefined where it is none of that kind. */
export function amount(text: string, kind: QuantityKind): number | undefined {
  const clean = tidied(text);
  if (kind === "temperature") {
    const match = /^([-+]?\d+(?:\.\d+)?) (°\s*C|C|K)$/u.exec(clean);
    const value = Number(match?.[1]) - (match?.[2] === "K" ? 273.15 : 0);
    return Number.isFinite(value) ? value : undefined;
  }
  if (kind === "time" || kind === "long time") {
    if (!new RegExp(`^${NUMBER} ${KINDS[kind].pattern}$`, "u").test(clean)) return undefined;
    const minutes = clean.endsWith("min");
    const found = readQuantity(minutes ? clean.replace(/min$/u, "s") : clean);
    return found && found.value * (minutes ? 60 : 1);
  }
  const found = readQuantity(clean);
  if (!found) return undefined;
  if (kind === "strength") return isPlainNumber(found.unit) || isOf(found, "V") || isOf(found, "A") ? found.value : undefined;
  if (kind === "potential or current") return isOf(found, "V") || isOf(found, "A") ? found.value : undefined;
  if (kind === "power") return isOf(found, "W") ? found.value / (readQuantity("1 mW")?.value as number) : undefined;
  return isOf(found, KINDS[kind].unit) ? found.value : undefined;
}

function isOf({ unit }: { readonly unit: NonNullable<ReturnType<typeof parseUnit>> }, wanted: string): boolean {
  const of = parseUnit(wanted);
  return of !== undefined && sameKind(unit, of);
}

/** Between what a quantity may lie; `above` excludes its end. */
export interface Limits {
  readonly least?: string;
  readonly above?: string;
  readonly most?: string;
}

function limitsSaid({ least, above, most }: Limits): string {
  const low = least !== undefined ? `from ${least}` : above !== undefined ? `above ${above}` : "";
  return [low, most === undefined ? "" : `${low === "" ? "up" : ""} to ${most}`].join("").trim();
}

/** A quantity of a kind, kept as text: `quantity("time", { above: "0 ms", most: "60 s" })`. */
export function quantity(kind: QuantityKind, limits: Limits = {}): Shape<string> {
  const { what, example, pattern } = KINDS[kind] as Kind;
  const expects = `${what} such as "${example}"`;
  const bound = (text: string | undefined, otherwise: number): number => (text === undefined ? otherwise : (amount(text, kind) as number));
  const [low, high] = [bound(limits.least ?? limits.above, -Infinity), bound(limits.most, Infinity)];
  const range = limitsSaid(limits);
  return {
    expects,
    read: (found, here) => {
      const { value } = found;
      if (typeof value !== "string" && typeof value !== "number") return unexpected(found, here, expects);
      const tidy = tidied(found.text ?? String(value));
      const text = kind === "temperature" ? tidy.replace(/\s*°?\s*C$/u, " °C") : tidy;
      const number = amount(text, kind);
      if (number === undefined && typeof value === "number") return note(here, `${text} lacks its unit; expected ${expects}`);
      if (number === undefined) return unexpected(found, here, expects);
      if (!(limits.above === undefined ? number >= low : number > low) || number > high) return note(here, `${text} is out of range; expected ${range}`);
      return text;
    },
    schema: (): JsonSchema => ({
      type: kind === "strength" ? ["string", "number"] : "string", pattern: `^\\s*${NUMBER}\\s*${pattern}\\s*$`, examples: [example],
    }),
  };
}

/** A quantity of the same kind as `like`, "0.4 nS"; undefined when it is, else what to say. */
export function otherThan(like: string, text: string): string | undefined {
  const [wanted, found] = [readQuantity(like.replace(/W$/u, "J/s")), readQuantity(tidied(text).replace(/W$/u, "J/s"))];
  if (!wanted || !found || !sameKind(wanted.unit, found.unit)) return `"${text}" is not a quantity like "${like}", which is the model's`;
  // Potentials have either sign, and plain numbers that of the model's: charges are negative, shares are not.
  const signed = isOf(wanted, "mV") || wanted.value < 0;
  return found.value < 0 && !signed ? `"${text}" is negative, which what the model has as "${like}" can't be` : undefined;
}
