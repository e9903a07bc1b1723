import type { Condition, Recording, ReferenceImage, Region, StimulusEvent, Trial } from "#recording";
import { known, type Details } from "./details.js";
import type { Findings } from "./findings.js";
import type { Hdf5File } from "./hdf5.js";
import type { Frame } from "./read-trials.js";
import type { Surroundings } from "./read-line-scans.js";
import { baseOf, numberAt, textAt } from "./series.js";
import { Table } from "./table.js";
import { milliseconds, millisecondsBetween, scaled } from "./times.js";

/** Words of the file for the kinds of stimuli. */
export const EVENT_KINDS: Readonly<Record<StimulusEvent["kind"], string>> = {
  synaptic: "presynaptic shock",
  somatic: "somatic pulse",
  uncaging: "uncaging flash",
  light: "light",
  tag: "tag",
  other: "other",
};

/** The name of the only condition of a file that tells of none. */
const ONLY_CONDITION = "session";

interface Epoch {
  readonly start: number;
  readonly condition: Condition;
}

function tableAt(file: Hdf5File, path: string, findings: Findings): Table | undefined {
  if (findings.attempt(() => file.typeOf(path), undefined) !== "group") return undefined;
  return findings.attempt(() => new Table(file, path, findings.complain), undefined);
}

const given = (value: number | undefined): number | undefined => (value === undefined || Number.isNaN(value) ? undefined : value);

function readEpochs(file: Hdf5File, findings: Findings): Epoch[] {
  const table = tableAt(file, "/intervals/epochs", findings);
  const starts = table?.numbers("start_time");
  if (table === undefined || starts === undefined) return [];
  const tags = table.textLists("tags");
  const bath = table.texts("bath_solution");
  const drugs = table.textLists("drug");
  const doses = table.numberLists("drug_concentration_uM");
  const column = (name: string): ArrayLike<number> | undefined => table.numbers(name);
  const [calcium, magnesium, temperature, holding] = [column("calcium_mM"), column("magnesium_mM"), column("temperature_C"), column("holding_mV")];
  return Array.from({ length: starts.length }, (_, row): Epoch => {
    const own = (drugs?.[row] ?? []).map((name, i) => known({ name, concentration_uM: given(doses?.[row]?.[i]) }));
    const bathHere = bath?.[row] === "" ? undefined : bath?.[row];
    const name = tags?.[row]?.join(", ");
    return {
      start: starts[row] ?? NaN,
      condition: known({
        name: name === undefined || name === "" ? (bathHere ?? `epoch ${row + 1}`) : name,
        bath: bathHere,
        drugs: own,
        calcium_mM: given(calcium?.[row]),
        magnesium_mM: given(magnesium?.[row]),
        temperature_C: given(temperature?.[row]),
        holding: given(holding?.[row]),
      }),
    };
  });
}

/** Trials with the condition of the latest epoch that began before them, and all conditions in order. */
export function readConditions(around: Surroundings): Pick<Recording, "trials" | "conditions"> {
  const { file, findings, frames, places, details } = around;
  const epochs = readEpochs(file, findings).sort((a, b) => a.start - b.start);
  const conditions = new Map<string, Condition>();
  for (const { condition } of epochs) {
    const before = conditions.get(condition.name);
    if (before !== undefined && JSON.stringify(before) !== JSON.stringify(condition)) {
      findings.add("warning", "nwb-epochs-differ", `Two epochs are called "${condition.name}" but differ in solution, drugs, temperature or holding; the first was taken.`);
    }
    if (before === undefined) conditions.set(condition.name, condition);
  }
  const nameAt = (time: number): string => {
    const epoch = epochs.findLast((one) => one.start <= time + 1e-9) ?? epochs[0];
    return epoch?.condition.name ?? ONLY_CONDITION;
  };
  const trials = frames.frames.map((frame, row): Trial => trialOf(frame, places[row] ?? row, nameAt(frame.start)));
  trials.push(...(details?.trials.map((trial) => known(trial)) ?? []));
  trials.sort((a, b) => a.index - b.index);
  for (const written of details?.conditions ?? []) if (typeof written !== "string" && !conditions.has(written.name)) conditions.set(written.name, conditionOf(written));
  for (const { condition } of trials) if (!conditions.has(condition)) conditions.set(condition, { name: condition, drugs: [] });
  return { trials, conditions: inOrder([...conditions.values()], details) };
}

type WrittenCondition = Exclude<Details["conditions"][number], string>;
const conditionOf = (written: WrittenCondition): Condition => known({ ...written, drugs: written.drugs.map((drug) => known(drug)) });

function inOrder(conditions: Condition[], details: Details | undefined): Condition[] {
  const order = new Map(details?.conditions.map((one, i) => [typeof one === "string" ? one : one.name, i]));
  const place = (condition: Condition): number => order.get(condition.name) ?? Infinity;
  return conditions.sort((a, b) => (place(a) === place(b) ? 0 : place(a) - place(b)));
}

function trialOf(frame: Frame, index: number, condition: string): Trial {
  return known({ index, start: milliseconds(frame.start), duration: millisecondsBetween(frame.start, frame.stop), condition, protocol: frame.protocol });
}

/** Stimuli in time, each in its trial. */
export function readEvents({ file, findings, frames, places, details }: Surroundings): StimulusEvent[] {
  const written = details?.events.map((event) => known(event)) ?? [];
  const table = tableAt(file, "/intervals/stimulus_events", findings);
  const starts = table?.numbers("start_time");
  const stops = table?.numbers("stop_time");
  if (table === undefined || starts === undefined) return written;
  const kinds = table.texts("kind");
  const targets = table.texts("target");
  const amplitudes = table.numbers("amplitude");
  const units = table.texts("amplitude_unit");
  const rows = table.numbers("trial");
  const sources = table.texts("source");
  const timed = Array.from({ length: starts.length }, (_, i): StimulusEvent | undefined => {
    const start = starts[i] ?? NaN;
    const row = rows?.[i] ?? frames.frames.findLastIndex((frame) => frame.start <= start + 1e-9);
    const frame = frames.frames[row];
    if (frame === undefined || !Number.isFinite(start)) {
      findings.add("warning", "nwb-event-lost", `Row ${i} of stimulus_events belongs to no trial; it was left out.`);
      return undefined;
    }
    const kind = (Object.keys(EVENT_KINDS) as StimulusEvent["kind"][]).find((one) => EVENT_KINDS[one] === kinds?.[i]);
    return known({
      trial: places[row] ?? row,
      start: millisecondsBetween(frame.start, start),
      duration: millisecondsBetween(start, stops?.[i] ?? start),
      kind: kind ?? "other",
      target: targets?.[i] === "" ? undefined : targets?.[i],
      amplitude: given(amplitudes?.[i]),
      amplitudeUnit: units?.[i] === "" ? undefined : units?.[i],
      source: sources?.[i] ?? "/intervals/stimulus_events",
    });
  });
  const all = [...timed.filter((event) => event !== undefined), ...written];
  return all.sort((a, b) => a.trial - b.trial);
}

/** Grey-scale pictures of any Images in /acquisition: rows of the picture are rows of the dataset. */
export function readImages({ file, findings, details }: Surroundings): ReferenceImage[] {
  const images: ReferenceImage[] = [];
  for (const container of findings.attempt(() => file.children("/acquisition"), [])) {
    const group = `/acquisition/${container}`;
    if (findings.attempt(() => textAt(file, group, "neurodata_type"), undefined) !== "Images") continue;
    for (const name of findings.attempt(() => file.children(group), [])) {
      const image = findings.attempt(() => readImage(file, `${group}/${name}`, details), undefined);
      if (image) images.push(image);
    }
  }
  return images;
}

function readImage(file: Hdf5File, path: string, details: Details | undefined): ReferenceImage | undefined {
  const stored = file.stored(path);
  const [height, width] = stored?.shape ?? [];
  if (stored?.kind !== "number" || stored.shape.length !== 2 || height === undefined || width === undefined || height * width === 0) return undefined;
  const value = file.read(path);
  if (value?.kind !== "number") return undefined;
  const resolution = numberAt(file, path, "resolution");
  const own = details?.images[baseOf(path)];
  const { values } = value;
  // Readings beyond 16 bits are rare in pictures; they are clamped.
  const fits = values instanceof Uint8Array || values instanceof Uint16Array || values instanceof Int16Array;
  return known({
    name: own?.name ?? textAt(file, path, "description") ?? baseOf(path),
    channel: own?.channel,
    width,
    height,
    pixels: fits ? values : Uint16Array.from(values as ArrayLike<number>, (reading) => Math.min(65535, Math.max(0, Math.round(reading)))),
    pixelSize_um: resolution !== undefined && resolution > 0 ? scaled(1 / resolution, 1e4) : undefined,
  });
}

/** Regions whose pixels are one uninterrupted stretch of a line, of the scans that `scanOf` names. */
export function readRegions({ file, findings }: Surroundings, scanOf: (key: string) => string | undefined): Region[] {
  const regions: Region[] = [];
  const group = "/processing/ophys/ImageSegmentation";
  for (const name of findings.attempt(() => file.children(group), [])) {
    const scan = scanOf(/^(LineScan\d+)Rois$/.exec(name)?.[1] ?? "");
    const table = scan === undefined ? undefined : tableAt(file, `${group}/${name}`, findings);
    if (table === undefined || scan === undefined) continue;
    const labels = table.texts("label");
    const structures = table.texts("structure");
    const ends = table.ends("pixel_mask");
    const mask = findings.attempt(() => file.read(`${table.path}/pixel_mask`), undefined);
    const x = mask?.kind === "compound" ? mask.columns.get("x") : undefined;
    if (x?.kind !== "number" || ends === undefined) continue;
    ends.forEach(({ from, to }, row) => {
      const pixels = Array.from(x.values.slice(from, to)).sort((a, b) => a - b);
      const [first, last] = [pixels[0], pixels.at(-1)];
      if (first === undefined || last === undefined) return;
      if (last - first + 1 !== pixels.length) findings.add("note", "nwb-region-gaps", `Region ${row} of ${table.path} has gaps; it was read as pixels ${first} to ${last}.`);
      const structure = (["spine", "dendrite", "background"] as const).find((one) => one === structures?.[row]) ?? "spine";
      regions.push({ name: labels?.[row] ?? `region ${row + 1}`, structure, from: first, to: last, scan });
    });
  }
  return regions;
}
