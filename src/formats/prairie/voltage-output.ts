import type { Issue, StimulusEvent } from "#recording";
import { outputKind, outputTarget } from "./output-name.js";
import { childText, childrenNamed, finiteNumber, type XmlDocument, type XmlElement } from "./xml-tree.js";

/** More pulses than one trial can hold. */
const MOST_EVENTS = 10_000;
/** ms: a day, longer than any trial; what exceeds it is no time. */
const LONGEST = 86_400_000;

/** Pulses that the microscope's own outputs delivered, in ms from the trial's start. */
export interface DeliveredPulses {
  readonly events: readonly StimulusEvent[];
  readonly issues: readonly Issue[];
}

/**
 * Pulses of the enabled waveforms of a VoltageOutput XML (root Experiment).
 *
 * A pulse train waits `FirstPulseDelay`, then gives `PulseCount` pulses of `PulseWidth` with `PulseSpacing` between the
 * end of one and the start of the next, `Repetitions` times with `DelayBetweenReps` between (all ms). Pulse i commands
 * (PulsePotentialStart + i · PulsePotentialDelta) V × UnitScaleFactor in `Units`. Pulses at the resting level are none.
 * Several components of one waveform are taken to follow one another, and a note says so; other kinds of component are
 * named in an issue.
 */
export function deliveredPulses(document: XmlDocument, trial: number, start: number, file: string): DeliveredPulses {
  const issues: Issue[] = document.issues.map((issue) => ({ ...issue, trial }));
  const report = (severity: Issue["severity"], code: string, message: string): void => {
    issues.push({ severity, code, message, file, trial });
  };
  const experiment = document.root;
  if (experiment?.name !== "Experiment") {
    report(
      "warning",
      "prairie-voltage-output-unknown",
      `the root element is ${experiment ? `"${experiment.name}"` : "missing"}, not Experiment; its pulses are missing`,
    );
    return { events: [], issues };
  }
  const events: StimulusEvent[] = [];
  for (const waveform of childrenNamed(experiment, "Waveform")) {
    if (childText(waveform, "Enabled")?.toLowerCase() !== "true") continue;
    const name = childText(waveform, "Name") ?? "unnamed output";
    const components = waveform.children.filter((child) => child.name.startsWith("WaveformComponent_"));
    const before = events.length;
    let clock = start;
    for (const component of components) {
      if (component.name !== "WaveformComponent_PulseTrain") {
        report(
          "warning",
          "prairie-waveform-unknown",
          `${name} plays a ${component.name.slice("WaveformComponent_".length)}, whose course is not read; what follows it is missing`,
        );
        break;
      }
      clock = pulseTrain(component, waveform, name, trial, clock, events);
      if (Number.isNaN(clock)) {
        report(
          "warning",
          "prairie-waveform-untimed",
          `${name}: a pulse train lacks a usable time; it and what follows are missing`,
        );
        break;
      }
    }
    if (components.length > 1 && events.length > before) {
      report("note", "prairie-waveform-sequence", `${name} has ${components.length} components, taken to follow one another`);
    }
    if (events.length >= MOST_EVENTS) {
      report("error", "prairie-waveform-many", `it asks for more than ${MOST_EVENTS} pulses; the first ${MOST_EVENTS} were kept`);
      break;
    }
  }
  events.sort((a, b) => a.start - b.start);
  return { events, issues };
}

/** Adds one train's pulses and returns the time of its end, NaN where that is unknown. */
function pulseTrain(
  train: XmlElement,
  waveform: XmlElement,
  name: string,
  trial: number,
  start: number,
  events: StimulusEvent[],
): number {
  const time = (element: string, absent: number): number => {
    const text = childText(train, element);
    const value = text === undefined ? absent : finiteNumber(text);
    return value !== undefined && value >= 0 && value <= LONGEST ? value : NaN;
  };
  const number = (owner: XmlElement, element: string, absent: number): number => finiteNumber(childText(owner, element)) ?? absent;
  const [delay, width, spacing, pause] = [
    time("FirstPulseDelay", 0),
    time("PulseWidth", NaN),
    time("PulseSpacing", 0),
    time("DelayBetweenReps", 0),
  ];
  if (Number.isNaN(delay + width + spacing + pause)) return NaN;
  const pulses = Math.max(0, Math.floor(number(train, "PulseCount", 1)));
  const repetitions = Math.min(MOST_EVENTS, Math.max(1, Math.floor(number(train, "Repetitions", 1))));
  const units = childText(waveform, "Units") ?? "V";
  const scale = number(waveform, "UnitScaleFactor", 1);
  // How the offsets enter is not documented, so an amplitude is only given where both are zero.
  const scaled = number(waveform, "UnitVoltageOffset", 0) === 0 && number(waveform, "UnitScaleOffset", 0) === 0;
  const rest = number(train, "RestPotential", 0);
  let clock = start;
  for (let repetition = 0; repetition < repetitions; repetition++) {
    if (repetition > 0) clock += pause;
    clock += delay;
    for (let pulse = 0; pulse < pulses; pulse++) {
      if (events.length >= MOST_EVENTS) return clock;
      const volts = number(train, "PulsePotentialStart", 0) + pulse * number(train, "PulsePotentialDelta", 0);
      if (volts !== rest) {
        events.push({
          trial,
          start: clock,
          duration: width,
          kind: outputKind(name, units),
          target: outputTarget(name),
          ...(scaled && Number.isFinite(volts * scale) ? { amplitude: volts * scale, amplitudeUnit: units } : {}),
          source: "VoltageOutput, FirstPulseDelay",
        });
      } else if (number(train, "PulsePotentialDelta", 0) === 0) {
        clock += (pulses - pulse) * (width + spacing);
        if (clock > LONGEST) return NaN;
        break;
      }
      clock += width + spacing;
    }
    if (clock === start) break;
  }
  return clock;
}
