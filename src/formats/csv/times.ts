/** A column of times read as a clock: where it starts, its step, and how far its entries stray from it. */
export interface Clock {
  /** ms. */
  readonly start: number;
  /** ms. */
  readonly period: number;
  /** Largest distance of an entry from start + i · period, in periods. */
  readonly irregularity: number;
}

/** Factors to ms of the time units that headers name. */
const UNITS: Readonly<Record<string, number>> = {
  us: 1e-3, µs: 1e-3, usec: 1e-3, ms: 1, msec: 1, millisecond: 1, milliseconds: 1,
  s: 1e3, sec: 1e3, second: 1e3, seconds: 1e3, min: 6e4, minutes: 6e4,
};

/** Factor of a time unit to ms, or undefined. */
export function timeFactor(unit: string): number | undefined {
  return UNITS[unit.trim().toLowerCase().replace("μ", "µ")];
}

/** What is longer isn't a title, and patterns take their time over it. */
const LONGEST_TITLE = 300;

/** "IN 0 (pA)", "IN 0 [pA]" in name and unit; "Vm_mV" too. Without a unit it is empty. */
export function nameAndUnit(title: string): { readonly name: string; readonly unit: string } {
  const short = title.trim().slice(0, LONGEST_TITLE);
  const bracketed = /^(.*?)\s*[([]([^()[\]]*)[)\]]$/u.exec(short);
  if (bracketed) return { name: (bracketed[1] ?? "").trim(), unit: (bracketed[2] ?? "").trim() };
  const suffixed = /^(.+)_([munpµ]?[sVA]|msec|sec|min)$/u.exec(short);
  if (suffixed) return { name: suffixed[1] ?? "", unit: suffixed[2] ?? "" };
  return { name: short, unit: "" };
}

/** Whether a column's title says that it holds times: "Time (s)", "t_ms", "time". Gives the factor, if it has a unit. */
export function timeTitle(title: string): { readonly factor: number | undefined } | undefined {
  const { name, unit } = nameAndUnit(title);
  if (/^(time|t|zeit|temps|tiempo)$/iu.test(name)) return { factor: timeFactor(unit) };
  const bare = unit === "" ? timeFactor(name) : undefined;
  return bare === undefined || name.toLowerCase() === "min" ? undefined : { factor: bare };
}

/**
 * The clock of evenly spaced times (in the file's unit, `factor` brings them to ms). The period is the mean step,
 * without the noise of printed decimals: the shortest decimal number that puts no entry off by more than the mean step
 * does. Undefined for fewer than two times or ones that don't increase.
 */
export function clockOf(times: Float64Array, factor: number): Clock | undefined {
  const first = times[0];
  const last = times.at(-1);
  if (first === undefined || last === undefined || times.length < 2 || !(last > first)) return undefined;
  const mean = (last - first) / (times.length - 1);
  const off = (step: number): number => {
    let worst = 0;
    for (let i = 0; i < times.length; i++) worst = Math.max(worst, Math.abs((times[i] ?? NaN) - first - i * step));
    return worst;
  };
  const allowed = off(mean) * 1.5 + 1e-12 * Math.abs(last);
  let step = mean;
  for (let digits = 1; digits <= 15; digits++) {
    const candidate = Number(mean.toPrecision(digits));
    if (Math.abs(candidate - mean) * times.length <= Math.max(allowed, 1e-9 * mean) && off(candidate) <= allowed) {
      step = candidate;
      break;
    }
  }
  const irregularity = off(step) / step;
  if (!Number.isFinite(irregularity)) return undefined;
  return { start: exact(first * factor), period: exact(step * factor), irregularity };
}

/** Without the binary tail that multiplying by 1000 leaves: 0.00005 s is 0.05 ms. */
function exact(value: number): number {
  return Number(value.toPrecision(12));
}
