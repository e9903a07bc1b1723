import type { Sweep } from "#recording";
import { element, readAs, seconds, texts, xmlFile, type WrittenElement } from "./write-text.js";

/** Electrode files of one cycle: what the Sequence names, and the files. */
export interface WrittenElectrode {
  readonly elements: readonly WrittenElement[];
  readonly files: readonly (readonly [name: string, bytes: Uint8Array])[];
  /** Sentences on what was left out or changed. */
  readonly losses: readonly string[];
}

/**
 * Volts at the board for 1 mV and for 1 pA. Powers of two, near the 10 mV/mV and 0.5 V/nA of real amplifiers, so that
 * dividing and multiplying bring every sample back to the last bit.
 */
const VOLTS_PER: Readonly<Record<string, number>> = { mV: 1 / 128, pA: 1 / 2048 };

/**
 * VoltageRecordings of one cycle: sweeps that share rate, start and length are columns of one CSV beside its XML.
 * `cycleStart` is the first line in ms from the trial's start; sweeps count from it.
 */
export function writtenElectrode(sweeps: readonly Sweep[], stem: string, cycle: number, cycleStart: number): WrittenElectrode {
  const losses: string[] = [];
  const groups = new Map<string, Sweep[]>();
  for (const sweep of sweeps) {
    if (sweep.samples.length === 0) losses.push(`${sweep.channel} has no sample in cycle ${cycle}.`);
    else if (!sweep.samples.every(Number.isFinite)) {
      losses.push(`${sweep.channel} of cycle ${cycle} holds samples that are no numbers, which a VoltageRecording can't say.`);
    } else {
      const key = JSON.stringify([sweep.samplePeriod, sweep.start, sweep.samples.length]);
      groups.set(key, [...(groups.get(key) ?? []), sweep]);
    }
  }
  const elements: WrittenElement[] = [];
  const files: [string, Uint8Array][] = [];
  for (const [i, group] of [...groups.values()].entries()) {
    const name = `${stem}_Cycle${padded(cycle, 5)}_VoltageRecording_${padded(i + 1, 3)}`;
    const [first] = group as [Sweep];
    const relativeTime = seconds(first.start - cycleStart);
    elements.push(element("VoltageRecording", {
      name: "Current", triggerMode: "None", cycle, index: i + 1, configurationFile: `${name}.xml`, dataFile: `${name}.csv`, relativeTime,
    }));
    files.push([`${name}.xml`, setupFile(group, name)], [`${name}.csv`, tableFile(group)]);
  }
  return { elements, files, losses };
}

function setupFile(sweeps: readonly Sweep[], name: string): Uint8Array {
  const [first] = sweeps as readonly [Sweep];
  const rate = readAs(first.samplePeriod, 1000 / first.samplePeriod, (written) => 1000 / written);
  const signals = sweeps.map((sweep, i) => {
    const volts = VOLTS_PER[sweep.unit];
    return element("VRecSignal", {}, [
      ...texts({ Type: "Physical", Name: signalName(sweep) }),
      element("Unit", {}, [
        ...texts({ UnitName: sweep.unit === "V" ? "Volt" : sweep.unit, Multiplier: 1, Divisor: volts ?? 1 }),
        element("PatchclampDevice", {}, volts === undefined ? "" : "Amplifier"),
        element("PatchclampChannel", {}, String(i)),
      ]),
      ...texts({ Card: 1, Channel: i, Enabled: "true" }),
    ]);
  });
  return xmlFile(element("VRecSessionEntry", {}, [
    element("Experiment", {}, [
      element("Name", {}, "Current"),
      element("SignalList", {}, signals),
      ...texts({ Rate: rate, AcquisitionTime: Math.round(first.samples.length * first.samplePeriod) }),
    ]),
    element("DataFile", {}, name),
  ]));
}

/** Time in ms, then volts; each value has as many digits as bring the same binary number back. */
function tableFile(sweeps: readonly Sweep[]): Uint8Array {
  const [first] = sweeps as readonly [Sweep];
  const columns = sweeps.map(({ samples, unit }) => ({ samples, volts: VOLTS_PER[unit] ?? 1 }));
  const rows = [["Time(ms)", ...sweeps.map(signalName)].join(",")];
  for (let i = 0; i < first.samples.length; i++) {
    let row = String(Number((i * first.samplePeriod).toPrecision(12)));
    for (const { samples, volts } of columns) row += `,${digits((samples[i] as number) * volts)}`;
    rows.push(row);
  }
  return new TextEncoder().encode(`${rows.join("\r\n")}\r\n`);
}

/** A name that can head a column, and says so where the signal is what was commanded: a Prairie input has no other place for it. */
function signalName({ channel, quantity }: Sweep): string {
  const plain = channel.replaceAll(/[\s,"]+/g, " ").trim() || "Input";
  return quantity.startsWith("command") && !/\bcommand|\bcmd\b/i.test(plain) ? `${plain} command` : plain;
}

/** As many digits as a double needs; the sign of zero is one of its bits. */
const digits = (value: number): string => (Object.is(value, -0) ? "-0" : String(value));
const padded = (value: number, length: number): string => String(value).padStart(length, "0");
