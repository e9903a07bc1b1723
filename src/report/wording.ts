import { isRefusal, type Answer, type MeasuredRegion, type Measurement, type SeparationPlan } from "#analysis";
import { log10, pow } from "#elementary";
import { formatNumber, type Estimate } from "#statistics";

/** A number of the measurement with its place: `region` is empty for those that belong to none. */
export interface NamedAnswer {
  /** Stable key, such as `amplitude` or `photonTransfer.gain`. */
  readonly key: string;
  /** For people: "Amplitude". */
  readonly name: string;
  readonly region: string;
  readonly answer: Answer;
}

/** What is measured in each region, in reading order. */
const REGION_NUMBERS = [
  ["restingFluorescence", "F₀ above background"],
  ["amplitude", "Amplitude"],
  ["windowMean", "Mean above half peak"],
  ["onset", "Onset"],
  ["rise", "Rise"],
  ["decay", "Decay"],
] as const satisfies readonly (readonly [keyof MeasuredRegion, string])[];

/** Every number of the measurement, in the order in which reports give them. */
export function namedAnswers(measurement: Measurement): NamedAnswer[] {
  const { regions, ratio, soma, photonTransfer, further } = measurement;
  return [
    {
      key: "calciumTransientProbability", name: "Probability of a calcium transient",
      region: regions[0]?.name ?? "", answer: measurement.calciumTransientProbability,
    },
    ...regions.flatMap((region) => REGION_NUMBERS.map(([key, name]) => ({ key, name, region: region.name, answer: region[key] }))),
    ...(ratio
      ? [
          { key: "ratio.baseline_percent", name: `Baseline ${ratioName(ratio)}`, region: ratio.region, answer: ratio.baseline_percent },
          { key: "ratio.amplitude", name: `Δ(${ratioName(ratio)}), matched fit`, region: ratio.region, answer: ratio.amplitude },
          { key: "ratio.smoothedPeak", name: `Δ(${ratioName(ratio)}), smoothed peak`, region: ratio.region, answer: ratio.smoothedPeak },
        ]
      : []),
    ...(soma ? [{ key: "soma.amplitude", name: `${capital(soma.quantity)} amplitude`, region: "", answer: soma.amplitude }] : []),
    ...photonTransfer.flatMap(({ channel, gain, photonsPerLine }) => [
      { key: "photonTransfer.gain", name: `Gain, ${channel}`, region: "", answer: gain },
      { key: "photonTransfer.photonsPerLine", name: `Photons a line, ${channel}`, region: "", answer: photonsPerLine },
    ]),
    ...further.map(({ name, answer }) => ({ key: "further", name, region: "", answer })),
  ];
}

/** The numbers in groups of one heading each: regions by name, then ratio, soma, detectors and the session. */
export function groupedAnswers(measurement: Measurement): Map<string, NamedAnswer[]> {
  const groups = new Map<string, NamedAnswer[]>();
  for (const named of namedAnswers(measurement)) {
    const heading = headingOf(named);
    groups.set(heading, [...(groups.get(heading) ?? []), named]);
  }
  return groups;
}

/** Neighbours refused in the same words become one: "Onset, rise, decay". */
export function mergedRefusals(rows: readonly { readonly name: string; readonly answer: Answer }[]): { name: string; answer: Answer }[] {
  const merged: { name: string; answer: Answer }[] = [];
  for (const { name, answer } of rows) {
    const last = merged.at(-1);
    const [now, before] = [answered(answer), last && answered(last.answer)];
    if (last && before && "refused" in now && "refused" in before && now.refused === before.refused) {
      const lower = /^\p{Lu}\p{Ll}/u.test(name) ? name.charAt(0).toLowerCase() + name.slice(1) : name;
      last.name += `${name.includes(",") ? ";" : ","} ${lower}`;
    } else merged.push({ name, answer });
  }
  return merged;
}

function headingOf({ key, region }: NamedAnswer): string {
  if (key.startsWith("photonTransfer")) return "Photon transfer";
  if (key.startsWith("soma")) return "Soma";
  if (key.startsWith("ratio")) return `Ratio in ${region}`;
  return key === "further" || region === "" ? "Session" : region;
}

/** Why no trial is called, and what would help: each alone, all else as it was. */
export function separationText({ detectability, needed, photons, power, deltaFOverF, averaged }: SeparationPlan): { readonly why: string; readonly help: readonly string[] } {
  const times = (factor: number): string => `${formatNumber(factor, 2)} times`;
  return {
    why: `Successes and failures lie ${formatNumber(detectability, 2)} noise SDs apart (d′); trials are called from ${formatNumber(needed, 2)} on, so all stay undecided.`,
    help: [
      `${times(photons)} the photons: ${times(power)} the laser’s power, or so many times as long on the structure.`,
      `${times(deltaFOverF)} the ΔF/F, with less dye or one that binds less tightly, where that leaves the brightness.`,
      `More trials narrow the mean but call no single one: means of ${formatNumber(averaged, 6)} trials reach d′ ${formatNumber(needed, 2)}.`,
    ],
  };
}

/** "green/red": how the ratio is called in text. */
export function ratioName(ratio: { readonly numerator: string; readonly denominator: string }): string {
  return `${ratio.numerator}/${ratio.denominator}`;
}

/** The first letter in upper case. */
export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** The estimate, or the sentence there is instead; a number that is none counts as refused. */
export function answered(answer: Answer): { readonly estimate: Estimate } | { readonly refused: string } {
  if (isRefusal(answer)) return { refused: answer.refused };
  if (Number.isFinite(answer.value)) return { estimate: answer };
  return { refused: `No finite number came out (${answer.method}).` };
}

/** The pieces of an estimate as a paper would set them. */
export interface Spoken {
  readonly value: string;
  /** "%", "ms", or empty. */
  readonly unit: string;
  /** "31 to 64", "at least 0.91", or empty where there is none. */
  readonly interval: string;
  /** "95 %", or empty. */
  readonly level: string;
  /** "± 5", or empty. */
  readonly error: string;
  /** "38 trials". */
  readonly n: string;
}

/** Value, interval and n with as many decimals as the error allows: the second digit of the error is the last shown. */
export function spoken(estimate: Estimate): Spoken {
  const { value, interval, standardError } = estimate;
  const error = errorScale(estimate);
  const write = (x: number): string => withDecimals(x, error);
  return {
    value: write(value),
    unit: unitText(estimate.unit),
    interval: interval ? intervalText(interval.low, interval.high, write) : "",
    level: interval && Number.isFinite(interval.level) ? `${formatNumber(100 * interval.level, 3)} %` : "",
    error: standardError !== undefined && Number.isFinite(standardError) && standardError > 0 ? `± ${write(standardError)}` : "",
    n: Number.isFinite(estimate.n) ? `${formatNumber(estimate.n, 6)} ${estimate.nOf}`.trim() : estimate.nOf,
  };
}

/** "65 % (54 to 76, 95 %)", or the sentence there is instead. */
export function inBrief(answer: Answer): string {
  const found = answered(answer);
  if ("refused" in found) return found.refused;
  const { value, unit, interval, level, error } = spoken(found.estimate);
  const bounds = interval === "" ? (error === "" ? "" : ` (${error})`) : ` (${interval}${level === "" ? "" : `, ${level}`})`;
  return `${value}${unit === "" ? "" : ` ${unit}`}${bounds}`;
}

function unitText(unit: string): string {
  return unit === "1" ? "" : unit;
}

function intervalText(low: number, high: number, write: (x: number) => string): string {
  const [hasLow, hasHigh] = [Number.isFinite(low), Number.isFinite(high)];
  if (hasLow && hasHigh) return `${write(low)} to ${write(high)}`;
  if (hasLow) return `at least ${write(low)}`;
  return hasHigh ? `at most ${write(high)}` : "";
}

/** The size of the uncertainty, by which digits are cut; NaN where none is known. */
function errorScale({ interval, standardError }: Estimate): number {
  if (standardError !== undefined && Number.isFinite(standardError) && standardError > 0) return standardError;
  if (!interval) return NaN;
  const width = (interval.high - interval.low) / 4;
  return Number.isFinite(width) && width > 0 ? width : NaN;
}

/** `value` rounded where its error begins to matter: "65.3" for an error of 0.47, "65" for 4.7; three digits where unknown. */
export function withDecimals(value: number, error: number): string {
  if (!Number.isFinite(value)) return "";
  if (!(error > 0) || !Number.isFinite(error)) return formatNumber(value, 3);
  const magnitude = Math.floor(log10(error));
  const leading = error / pow(10, magnitude);
  const decimals = leading < 2.95 ? 1 - magnitude : -magnitude;
  if (decimals > 6 || Math.abs(value) >= 1e9) return formatNumber(value, 3);
  if (decimals >= 0) return cleanMinus(value.toFixed(decimals));
  const step = pow(10, -decimals);
  return cleanMinus(String(Math.round(value / step) * step));
}

function cleanMinus(text: string): string {
  return (/^-0(\.0*)?$/.test(text) ? text.slice(1) : text).replace("-", "−");
}
