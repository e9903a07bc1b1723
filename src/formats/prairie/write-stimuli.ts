import type { StimulusEvent } from "#recording";
import { outputName } from "./output-name.js";
import { element, readAs, seconds, texts, xmlFile, type WrittenElement } from "./write-text.js";

/** Stimuli of one cycle: the elements of its Sequence, the files they name, and what neither can say. */
export interface WrittenStimuli {
  readonly elements: readonly WrittenElement[];
  readonly files: readonly (readonly [name: string, bytes: Uint8Array])[];
  readonly losses: readonly string[];
}

/** A stimulus with its start counted from the cycle's first line. */
interface Timed {
  readonly event: StimulusEvent;
  readonly start: number;
}

/** What a trigger output gives where nobody said how strong the stimulus was. */
const TRIGGER = { volts: 5, unit: "V" } as const;
/** Units a volt at the board stands for: powers of two near common amplifiers', so that amplitudes come back exactly. */
const PER_VOLT: Readonly<Record<string, number>> = { pA: 512, nA: 0.5, mV: 32 };
/** ms: pulses that come back this close to their time are where they were. */
const SAME_TIME = 1e-9;

/**
 * Uncaging as a MarkPoints series, everything else as pulses of the board's outputs, an output for each target. A trial's
 * protocol is the VoltageOutput's name. `cycleStart` is the first line in ms from the trial's start.
 */
export function writtenStimuli(
  events: readonly StimulusEvent[],
  { stem, cycle, cycleStart, protocol }: { stem: string; cycle: number; cycleStart: number; protocol: string | undefined },
): WrittenStimuli {
  const prefix = `${stem}_Cycle${String(cycle).padStart(5, "0")}`;
  const losses: string[] = [];
  const timed = events
    .map((event): Timed => ({ event, start: event.start - cycleStart }))
    .sort((a, b) => a.start - b.start);
  const light = timed.filter(({ event }) => event.kind === "uncaging");
  const pulses = timed.filter(({ event }) => event.kind !== "uncaging" && event.kind !== "tag");
  const tags = timed.length - light.length - pulses.length;
  if (tags > 0) losses.push(`${tags} tags of cycle ${cycle} are not in the folder: Prairie has no place for them.`);

  const elements: WrittenElement[] = [];
  const files: [string, Uint8Array][] = [];
  const points = markPointElements(light, cycle, losses);
  if (points.length > 0) {
    elements.push(element("MarkPoints", { filename: `${prefix}_MarkPoints.xml` }));
    const series = element("PVMarkPointSeriesElements", { Iterations: 1, IterationDelay: "0.00", CalcFunctMap: "False" }, points);
    files.push([`${prefix}_MarkPoints.xml`, xmlFile(series)]);
  }
  if (pulses.length > 0 || protocol !== undefined) {
    const file = `${prefix}_VoltageOutput_001.xml`;
    // The board's clock begins with its earliest pulse where that comes before the first line.
    const relativeTime = seconds(Math.min(0, ...pulses.map(({ start }) => start)));
    const waveforms = outputs(pulses).map((output, line) => waveform(output, line, relativeTime * 1000, cycle, losses));
    elements.push(element("VoltageOutput", { name: protocol ?? "Current", triggerMode: "None", filename: file, relativeTime }));
    files.push([file, xmlFile(element("Experiment", {}, [element("Name", {}, protocol ?? "Current"), ...waveforms]))]);
  }
  return { elements, files, losses };
}

/** One element a flash; each waits from the end of the one before. */
function markPointElements(light: readonly Timed[], cycle: number, losses: string[]): readonly WrittenElement[] {
  const points: WrittenElement[] = [];
  let clock = 0;
  for (const { event, start } of light) {
    if (start < clock - SAME_TIME) {
      losses.push(
        `The flash at ${start} ms of cycle ${cycle} is not in the folder: ` +
          `it begins ${start < 0 ? "before the first line" : "during another"}.`,
      );
      continue;
    }
    const before = clock;
    const delay = Math.max(0, readAs(start, start - before, (written) => before + written));
    clock = before + delay + event.duration;
    const galvo = { InitialDelay: delay, InterPointDelay: "0.12", Duration: event.duration, SpiralRevolutions: 0, AllPointsAtOnce: "False" };
    points.push(
      element("PVMarkPointElement", {
        Repetitions: 1, UncagingLaser: "Uncaging", UncagingLaserPower: event.amplitude, TriggerFrequency: "None",
        TriggerSelection: "None", TriggerCount: 1, AsyncSyncFrequency: "EveryRepetition", VoltageOutputCategoryName: "None",
        VoltageRecCategoryName: "None", parameterSet: "CurrentSettings",
      }, [
        element("PVGalvoPointElement", { ...galvo, Points: event.target ?? "Point 1", Indices: 1 }, [element("Point", { Index: 1 })]),
      ]),
    );
  }
  return points;
}

interface Output {
  readonly name: string;
  readonly unit: string;
  readonly pulses: readonly { readonly start: number; readonly width: number; readonly volts: number }[];
}

/** Pulses by the output that gives them. */
function outputs(timed: readonly Timed[]): readonly Output[] {
  const found = new Map<string, { name: string; unit: string; pulses: Output["pulses"][number][] }>();
  for (const { event, start } of timed) {
    const unit = event.amplitude === undefined ? TRIGGER.unit : (event.amplitudeUnit ?? TRIGGER.unit);
    const name = outputName(event.kind, event.target, unit);
    const volts = event.amplitude === undefined ? TRIGGER.volts : event.amplitude / (PER_VOLT[unit] ?? 1);
    const output = found.get(`${name}\n${unit}`) ?? { name, unit, pulses: [] };
    output.pulses.push({ start, width: event.duration, volts });
    found.set(`${name}\n${unit}`, output);
  }
  return [...found.values()];
}

function waveform({ name, unit, pulses }: Output, line: number, begin: number, cycle: number, losses: string[]): WrittenElement {
  const kept: Output["pulses"][number][] = [];
  let end = begin;
  for (const pulse of pulses) {
    const why = pulse.volts === 0 ? "its amplitude is 0" : pulse.start < end - SAME_TIME ? "it begins during another" : undefined;
    if (why !== undefined) {
      losses.push(`A pulse of ${name} at ${pulse.start} ms of cycle ${cycle} is not in the folder: ${why}.`);
      continue;
    }
    kept.push(pulse);
    end = pulse.start + pulse.width;
  }
  return element("Waveform", {}, [
    ...texts({ Name: name, Enabled: "true", AOLine: line, Units: unit, UnitScaleFactor: PER_VOLT[unit] ?? 1 }),
    ...texts({ UnitVoltageOffset: 0, UnitScaleOffset: 0, PlotColor: -256 }),
    ...trains(kept, begin).map((train, i) => pulseTrain(train, i)),
  ]);
}

interface Train {
  readonly delay: number;
  readonly width: number;
  readonly spacing: number;
  readonly volts: number;
  readonly count: number;
}

/** The whole row as one train where it is evenly spaced; else a train of one for each pulse, which is exact for any row. */
function trains(pulses: Output["pulses"], begin: number): readonly Train[] {
  const [first, second] = pulses;
  if (!first) return [];
  const spacing = second ? second.start - first.start - first.width : 0;
  const even = pulses.every(
    ({ start, width, volts }, i) =>
      width === first.width && volts === first.volts && Math.abs(first.start + i * (first.width + spacing) - start) <= SAME_TIME,
  );
  if (even) {
    const delay = Math.max(0, readAs(first.start, first.start - begin, (written) => begin + written));
    return [{ delay, width: first.width, spacing, volts: first.volts, count: pulses.length }];
  }
  let clock = begin;
  return pulses.map(({ start, width, volts }) => {
    const before = clock;
    const delay = Math.max(0, readAs(start, start - before, (written) => before + written));
    clock = before + delay + width;
    return { delay, width, spacing: 0, volts, count: 1 };
  });
}

function pulseTrain({ delay, width, spacing, volts, count }: Train, index: number): WrittenElement {
  return element("WaveformComponent_PulseTrain", {}, texts({
    Name: `Waveform Component #${index + 1}`, PulseCount: count, PulseWidth: width, PulseSpacing: spacing, PulsePotentialStart: volts,
    PulsePotentialDelta: 0, RestPotential: 0, FirstPulseDelay: delay, Repetitions: 1, DelayBetweenReps: 0,
  }));
}
