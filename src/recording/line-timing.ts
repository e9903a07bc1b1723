import { failures } from "#errors";

/**
 * How long a line takes, who says so, and who disagrees.
 *
 * Never guessed: where no source gives it, `period` is absent, times are refused, and the user is asked.
 */
export interface LineTiming {
  /** ms from the start of one line to the start of the next. */
  readonly period?: number;
  /** "user", "simulated", or file, element and attribute: "LineScan-x.xml, Frame scanLinePeriod". */
  readonly source: string;
  /** Every other value the files give, each with why it was not taken. */
  readonly alternatives: readonly LinePeriodCandidate[];
  /** What contradicts the value, if anything: a sentence with both numbers. */
  readonly contradictions: readonly string[];
  /** A physical check where there is one: a light artefact seen at the line where the stimulus clock puts it. */
  readonly check?: string;
}

/** A line period in ms that some element of some file gives. */
export interface LinePeriodCandidate {
  readonly period: number;
  readonly source: string;
  readonly note: string;
}

const refuse = failures("refused", {
  "line-period-unknown": (f: { name: string; lines: number }) =>
    `${f.name}: the file does not say how long a line takes, so its ${f.lines} lines have no times. ` +
    `Look it up at the microscope and give it: --line-period 2ms.`,
});

/** The line period in ms, or a refusal that tells the user to give one. */
export function linePeriod(scan: { readonly name: string; readonly timing: LineTiming; readonly trials: readonly { readonly lines: number }[] }): number {
  if (scan.timing.period === undefined) {
    throw refuse("line-period-unknown", { name: scan.name, lines: Math.max(0, ...scan.trials.map((t) => t.lines)) });
  }
  return scan.timing.period;
}

/** The same timing with the user's period in force; the file's own value stays visible as an alternative. */
export function withUserPeriod(timing: LineTiming, period: number): LineTiming {
  const fromFile =
    timing.period === undefined ? [] : [{ period: timing.period, source: timing.source, note: "from the file; the user gave another" }];
  const off = timing.period !== undefined && Math.abs(timing.period - period) > 1e-3 * period;
  return {
    period,
    source: "user",
    alternatives: [...fromFile, ...timing.alternatives],
    contradictions: off
      ? [`The user's line period is ${period} ms; ${timing.source} says ${timing.period} ms.`, ...timing.contradictions]
      : timing.contradictions,
  };
}
