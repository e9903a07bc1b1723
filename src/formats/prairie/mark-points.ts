import type { Issue, StimulusEvent } from "#recording";
import { finiteNumber, type XmlDocument, type XmlElement } from "./xml-tree.js";

/** More stimuli than one trial can hold; a file that asks for more is mistaken or malicious. */
const MOST_EVENTS = 10_000;
/** ms: a day, longer than any trial; what exceeds it is no time. */
const LONGEST = 86_400_000;

/** Light on points, in ms from the trial's start, and what could not be placed in time. */
export interface MarkedPoints {
  readonly events: readonly StimulusEvent[];
  readonly issues: readonly Issue[];
}

/**
 * Stimuli of a MarkPoints series, on the clock that starts with the cycle.
 *
 * Elements follow one another; within one, each repetition waits `InitialDelay`, then lights each point for `Duration`
 * with `InterPointDelay` between points (all ms); the whole series repeats `Iterations` times with `IterationDelay`
 * between. A time that is no number ("∞", "NaN") ends the placing of what follows. A trigger inside the series makes its
 * times relative to that trigger, and an issue says so.
 */
export function markPoints(document: XmlDocument, trial: number, file: string): MarkedPoints {
  const issues: Issue[] = document.issues.map((issue) => ({ ...issue, trial }));
  const report = (severity: Issue["severity"], code: string, message: string): void => {
    if (!issues.some((known) => known.code === code && known.message === message))
      issues.push({ severity, code, message, file, trial });
  };
  const series = document.root;
  if (series?.name !== "PVMarkPointSeriesElements") {
    report(
      "warning",
      "prairie-mark-points-unknown",
      `the root element is ${series ? `"${series.name}"` : "missing"}, not PVMarkPointSeriesElements; its stimuli are missing`,
    );
    return { events: [], issues };
  }
  const events: StimulusEvent[] = [];
  const iterations = count(series, "Iterations");
  const iterationDelay = duration(series, "IterationDelay", 0);
  let clock = 0;
  for (let iteration = 0; iteration < iterations; iteration++) {
    if (iteration > 0) clock += iterationDelay;
    if (Number.isNaN(clock)) {
      report(
        "warning",
        "prairie-mark-points-untimed",
        `IterationDelay "${series.attributes.get("IterationDelay") ?? ""}" is no time; only the first of ${iterations} iterations was kept`,
      );
      break;
    }
    const before = events.length;
    for (const element of series.children.filter((child) => child.name === "PVMarkPointElement")) {
      clock = elementEvents(element, clock, trial, events, report);
      if (Number.isNaN(clock) || events.length >= MOST_EVENTS) break;
    }
    if (Number.isNaN(clock) || events.length === before) break;
    if (events.length >= MOST_EVENTS) {
      report(
        "error",
        "prairie-mark-points-many",
        `the series asks for more than ${MOST_EVENTS} stimuli; the first ${MOST_EVENTS} were kept`,
      );
      break;
    }
  }
  return { events, issues };
}

type Report = (severity: Issue["severity"], code: string, message: string) => void;

/** Adds one element's stimuli and returns the time of its end, NaN where that is unknown. */
function elementEvents(element: XmlElement, start: number, trial: number, events: StimulusEvent[], report: Report): number {
  const trigger = element.attributes.get("TriggerSelection");
  const frequency = element.attributes.get("TriggerFrequency");
  if (isSet(trigger) || isSet(frequency)) {
    report(
      "warning",
      "prairie-mark-points-triggered",
      `stimuli wait for the trigger ${trigger ?? ""} (${frequency ?? "once"}): their times count from it, not from the trial's start`,
    );
  }
  const power = finiteNumber(element.attributes.get("UncagingLaserPower"));
  const repetitions = count(element, "Repetitions");
  let clock = start;
  for (let repetition = 0; repetition < repetitions; repetition++) {
    const before = events.length;
    for (const galvo of element.children.filter((child) => child.name.includes("GalvoPointElement"))) {
      const delay = duration(galvo, "InitialDelay", 0);
      const length = duration(galvo, "Duration", NaN);
      const between = duration(galvo, "InterPointDelay", 0);
      if (Number.isNaN(delay + length + between)) {
        const given = ["InitialDelay", "Duration", "InterPointDelay"]
          .map((name) => `${name} "${galvo.attributes.get(name) ?? ""}"`)
          .join(", ");
        report(
          "warning",
          "prairie-mark-points-untimed",
          `a stimulus has no usable times (${given}); it and those after it are missing`,
        );
        return NaN;
      }
      clock += delay;
      for (const [index, target] of targets(galvo).entries()) {
        if (events.length >= MOST_EVENTS) return clock;
        if (index > 0) clock += between;
        events.push({
          trial,
          start: clock,
          duration: length,
          kind: "uncaging",
          target,
          ...(power === undefined ? {} : { amplitude: power, amplitudeUnit: "laser setting" }),
          source: "MarkPoints, InitialDelay",
        });
        clock += length;
      }
    }
    if (events.length === before) break;
  }
  return clock;
}

/** What is lit one after another: each point, or all of them as one. */
function targets(galvo: XmlElement): readonly string[] {
  const points = galvo.children.filter((child) => child.name === "Point");
  const name = galvo.attributes.get("Points") ?? "points";
  if (points.length <= 1 || /^true$/i.test(galvo.attributes.get("AllPointsAtOnce") ?? "")) return [name];
  return points.map((point, i) => `${name}, point ${point.attributes.get("Index") ?? i + 1}`);
}

const isSet = (text: string | undefined): boolean => text !== undefined && text !== "" && !/^none$/i.test(text);

/** A number of repetitions; at least one, as absent means. */
function count(element: XmlElement, name: string): number {
  const value = finiteNumber(element.attributes.get(name)) ?? 1;
  return Math.max(1, Math.floor(value));
}

/** ms; `absent` where the attribute is missing, NaN where it is no time. */
function duration(element: XmlElement, name: string, absent: number): number {
  const text = element.attributes.get(name);
  if (text === undefined) return absent;
  const value = finiteNumber(text);
  return value !== undefined && value >= 0 && value <= LONGEST ? value : NaN;
}
