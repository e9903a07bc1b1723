/** A simulated session as the files of three formats: read back and measured like the recording in memory. */
import { isRefusal, measure, supralinearity, type Answer, type Measurement } from "#analysis";
import { dropFile, memoryFile, parseTable, read, writeAbf, writeNwb, writePrairie, type Drop } from "#formats";
import { protocolOf } from "#protocol";
import { withElectrode, withTrialTable, type Recording } from "#recording";
import { simulateHere } from "#rig";
import { judged, verdictOf, type EvidenceRow } from "../simulation/evidence.js";

/** ms */
const LINE = 2;
const EPSP = { kind: "synaptic", at: "100 ms" };
const AP = { kind: "action potentials", at: "103 ms" };

/** Two dyes, two solutions, an electrode: what the formats must carry. */
export function pairingSession(trials: number): Recording {
  return simulateHere(protocolOf({
    name: "pairing, one and one", seed: 501,
    spine: { dendrite: "oblique", distance: "120 µm" },
    pipette: { dye: "calcium green-1 200 µM", structuralDye: "Alexa Fluor 594 50 µM" },
    electrode: { mode: "current clamp", holding: "-70 mV" },
    stimuli: { EPSP, AP, paired: [EPSP, AP] },
    conditions: { control: {}, APV: { drugs: { "D-APV": "100 µM" } } },
    runs: [
      ...["EPSP", "AP", "paired"].map((stimulus) => ({ stimulus, trials })),
      { stimulus: "paired", condition: "APV", trials: 4 },
    ],
    duration: "300 ms", imaging: { kind: "line scan", period: `${LINE} ms` },
  })).recording;
}

interface Read {
  readonly measurement: Measurement;
  readonly pairing: ReturnType<typeof supralinearity>;
}

function measured(recording: Recording, regions?: readonly string[]): Read {
  const request = regions ? { regions } : {};
  return {
    measurement: measure(recording, request),
    pairing: supralinearity(recording, { paired: "paired", alone: ["EPSP", "AP"], condition: "control" }, request),
  };
}

/** As text, in which equal numbers are equal and others aren't. */
const text = (value: unknown): string =>
  JSON.stringify(value, (_, one: unknown) => (ArrayBuffer.isView(one) ? Array.from(one as Float64Array) : one));

/** What is measured, without what the recording says of its own origin. */
const PARTS = [
  "regions", "trials", "calciumTransientProbability", "amplitudes", "ratio", "photonTransfer", "soma", "further",
  "background",
] as const;

function numbersOf({ measurement, pairing }: Read): Record<string, string> {
  return {
    ...Object.fromEntries(PARTS.map((part) => [part, text(measurement[part] ?? null)])), pairing: text(pairing),
  };
}

/** Agrees if no part differs in any bit. */
function same(name: string, found: Read, wanted: Read): EvidenceRow {
  const [a, b] = [numbersOf(found), numbersOf(wanted)];
  const differing = Object.keys(b).filter((part) => a[part] !== b[part]);
  return {
    case: name, reference: `${Object.keys(b).length} parts`, error: differing.join(", ") || "0", tolerance: "0",
    verdict: verdictOf(differing.length === 0),
  };
}

export async function closedLoopRows({ trials }: { readonly trials: number }): Promise<EvidenceRow[]> {
  const recording = pairingSession(trials);
  const inMemory = measured(recording);
  const fromNwb = await read(dropFile(memoryFile("session.nwb", await writeNwb(recording))));

  const folder = writePrairie(recording);
  const scanned = await read(folderOf(folder));
  const electrode = await read(dropFile(memoryFile("session.abf", writeAbf(recording))));
  const { recording: joined } = withTrialTable(withElectrode(scanned, electrode, 0), tableIn(folder));
  // What a person tells the bench who has the folder alone.
  const regions = (recording.regions ?? []).map(({ name, from, to }) => `${name}=${from}:${to}px`);
  const fromFolder = measured(joined, regions);
  const title = "Prairie folder, ABF, trial table";
  const [mine, whole] = [fromFolder, inMemory].map(({ measurement: { regions: [spine] } }) => spine);
  const value = (answer: Answer | undefined): number => (answer && !isRefusal(answer) ? answer.value : NaN);
  return [
    same(`NWB, ${recording.trials.length} trials: measured like the recording in memory`, measured(fromNwb), inMemory),
    same(`${title}: like the recording without dark level and pixel times`,
      fromFolder, measured(asAFolderHolds(recording), regions)),
    judged(`${title}: spine's amplitude, against the whole recording's`, `${value(whole?.amplitude).toFixed(2)} %`,
      100 * (value(mine?.amplitude) / value(whole?.amplitude) - 1), 0.1, "%"),
    judged(`${title}: spine's onset; a line's middle stands for its pixels`, `${value(whole?.onset).toFixed(2)} ms`,
      value(mine?.onset) - value(whole?.onset), LINE / 2, "ms"),
  ];
}

const folderOf = (files: ReadonlyMap<string, Uint8Array>): Drop => ({
  name: "session", kind: "folder", files: [...files].map(([path, bytes]) => memoryFile(path, bytes)), siblings: [],
});

/** The folder's own table of trials. */
function tableIn(files: ReadonlyMap<string, Uint8Array>): Parameters<typeof withTrialTable>[1] {
  const [, bytes] = [...files].find(([path]) => path.endsWith("-trials.csv")) ?? [];
  const [head, ...rows] = parseTable(new TextDecoder().decode(bytes)).rows;
  return { columns: head?.cells ?? [], rows: rows.map(({ cells }) => cells) };
}

/** Without the dark level, the counts per photon and the time at which the beam crosses each pixel. */
function asAFolderHolds(recording: Recording): Recording {
  return {
    ...recording,
    lineScans: recording.lineScans.map((scan) => ({
      ...without(scan, "pixelOffsets"),
      channels: scan.channels.map((channel) => without(without(channel, "darkLevel"), "countsPerPhoton")),
    })),
  };
}

function without<Whole extends object, Key extends keyof Whole & string>(whole: Whole, key: Key): Omit<Whole, Key> {
  return Object.fromEntries(Object.entries(whole).filter(([name]) => name !== key)) as unknown as Omit<Whole, Key>;
}
