/** From a session's trials to the recording that the bench opens like any other, and apart from it the truth. */
import type { Condition, Issue, LineScan, Recording, ReferenceImage, Region, StimulusEvent, Sweep } from "#recording";
import { samplingPeriod } from "#electrode";
import { costOf, gathered, roughNotes } from "#engine";
import { maximumProjection } from "#microscope";
import { amount, type Protocol, type Stimulus } from "#protocol";
import { channelsOf } from "./channels.js";
import type { Scene, SeenRegion } from "./scene.js";
import { pulsesOf } from "./session-plan.js";
import type { Session } from "./session.js";
import { temperatureOf } from "./specimen.js";
import { TRUTH_INTERVAL, type Truth } from "./truth.js";
import type { TrialRecord } from "./trials.js";

const SCAN = "spine and shaft";
const SIMULATED = "simulated";

/** `records` in any order; all trials of the session. */
export function recordingOf(session: Session, records: readonly TrialRecord[]): Recording {
  const { protocol, trials, scene, issues } = session;
  const ordered = [...records].sort((a, b) => a.index - b.index);
  const duration = amount(protocol.duration, "long time") as number;
  const clipped = ordered.filter((record) => record.clipped > 0).map(({ index }) => index + 1);
  return {
    name: protocol.name,
    format: "simulation",
    formatDetail: `virtual rig, parameter set ${protocol.parameters}, seed ${protocol.seed}`,
    lineScans: scene?.kind === "lines" ? [lineScanOf(session, scene, ordered)] : [],
    sweeps: ordered.map((record) => sweepOf(session, record)),
    sweepOffset: 0,
    trials: trials.map(({ index, start, condition, stimulus }) =>
      ({ index, start, duration, condition, protocol: stimulus })),
    events: trials.flatMap(({ index, stimulus }) =>
      (protocol.stimuli[stimulus] ?? []).flatMap((what) => eventsOf(protocol, what, index))),
    conditions: protocol.conditions.map((condition) => conditionOf(protocol, condition)),
    ...(scene?.kind === "lines" && { regions: scene.regions.map((region) => regionOf(protocol, region)) }),
    images: scene && scene.kind !== "lines" ? ordered.flatMap((record) => imagesOf(session, scene, record)) : [],
    provenance: {
      simulated: true, files: [], program: "Radiatum",
      settings: { "parameter set": protocol.parameters, seed: String(protocol.seed), ...protocol.set },
      experiment: JSON.stringify(protocol),
    },
    issues: [
      ...issues.map((message) => ({ severity: "note" as const, code: "morphology", message })),
      ...gathered(session.prepared.assembly.notes).map((note): Issue =>
        ({ severity: "warning", code: "model-bounds", message: `${note}.` })),
      ...roughNotes(costOf(records.flatMap(({ cost }) => cost ?? [])), session.prepared).map((note): Issue =>
        ({ severity: "warning", code: "less-exact", message: `${note}.` })),
      ...(clipped.length > 0 ? [{
        severity: "warning" as const, code: "electrode-clipped",
        message: `The electrode's signal left the converter's range in trial ${clipped.slice(0, 5).join(", ")}` +
          `${clipped.length > 5 ? ` and ${clipped.length - 5} more` : ""}.`,
      }] : []),
    ],
  };
}

function regionOf({ spines, imaging }: Protocol, { structure, from, to }: SeenRegion): Region {
  const through = imaging.kind === "line scan" && spines.length > 1 ? imaging.through : "spine";
  return { name: structure === "spine" ? through : "shaft", structure, from, to, scan: SCAN };
}

/** Undefined where the session keeps none. */
export function truthOf({ protocol, trials, truth }: Session, records: readonly TrialRecord[]): Truth | undefined {
  if (truth.length === 0) return undefined;
  return {
    protocol, interval: TRUTH_INTERVAL,
    quantities: truth.map(({ name, unit, about }) => ({ name, unit, about })),
    trials: [...records].sort((a, b) => a.index - b.index).map(({ index, truth: traces }) => {
      const { stimulus = "", condition = "", attempts = [] } = trials[index] ?? {};
      return { trial: index, stimulus, condition, attempts, traces };
    }),
  };
}

function lineScanOf(
  { protocol, settings }: Session, { scan, start, lines, detector }: Extract<Scene, { kind: "lines" }>,
  records: readonly TrialRecord[],
): LineScan {
  return {
    name: SCAN,
    pixelsPerLine: scan.pixels,
    channels: channelsOf(protocol, settings).map(({ name, colour, dye }) =>
      ({ name, colour, dye, darkLevel: detector.darkLevel, countsPerPhoton: detector.countsPerPhoton })),
    // Of a trial that is still being run there are fewer.
    trials: records.map(({ index, counts }) => ({ trial: index, lines: (counts[0]?.length ?? lines * scan.pixels) / scan.pixels, start, pixels: counts })),
    timing: { period: scan.period, source: SIMULATED, alternatives: [], contradictions: [] },
    dwellTime_us: 1000 * scan.dwell,
    pixelOffsets: scan.offsets,
    pixelSize_um: scan.pixelSize,
    path: { shape: scan.vertices.length > 2 ? "freehand" : "straight", vertices: [] },
    bits: detector.bits,
  };
}

function sweepOf({ protocol: { electrode } }: Session, { index, samples }: TrialRecord): Sweep {
  const clamped = electrode.mode === "voltage clamp";
  return {
    trial: index, start: 0, samples,
    channel: clamped ? "Im" : "Vm",
    quantity: clamped ? "current" : "potential",
    unit: clamped ? "pA" : "mV",
    samplePeriod: samplingPeriod(electrode),
  };
}

function conditionOf(protocol: Protocol, { name, bath, drugs, holding }: Protocol["conditions"][number]): Condition {
  return {
    name,
    bath: `${bath.calcium} Ca²⁺, ${bath.magnesium} Mg²⁺`,
    drugs: drugs.map((drug) => ({ name: drug.name, concentration_uM: amount(drug.dose, "concentration") as number })),
    calcium_mM: (amount(bath.calcium, "concentration") as number) / 1000,
    magnesium_mM: (amount(bath.magnesium, "concentration") as number) / 1000,
    temperature_C: temperatureOf(protocol),
    holding: amount(holding, "potential") as number,
  };
}

/** ms that a shock, or a flash that uncages, lasts. */
const BRIEF = 0.2;

function eventsOf(protocol: Protocol, what: Stimulus, trial: number): StimulusEvent[] {
  const common = { trial, source: SIMULATED };
  const clamped = protocol.electrode.mode === "voltage clamp";
  return pulsesOf(what).map((start): StimulusEvent => {
    switch (what.kind) {
      case "synaptic":
        return {
          ...common, start, duration: BRIEF, kind: "synaptic",
          target: (what.axons ?? protocol.axons.map(({ name }) => name)).join(", "),
        };
      case "uncaging":
        return { ...common, start, duration: BRIEF, kind: "uncaging", target: what.spine };
      case "action potentials":
        return {
          ...common, start, kind: "somatic", target: "soma", duration: amount(what.width, "time") as number,
          amplitude: amount(what.current, "current") as number, amplitudeUnit: "pA",
        };
      case "step":
        return {
          ...common, start, kind: "somatic", target: "soma", duration: amount(what.width, "time") as number,
          amplitude: amount(what.by, "potential or current") as number, amplitudeUnit: clamped ? "mV" : "pA",
        };
    }
  });
}

/** Every frame or plane as a picture; of a stack its projection first. */
function imagesOf(
  { protocol, settings, trials }: Session, scene: Exclude<Scene, { kind: "lines" }>, { index, counts }: TrialRecord,
): ReferenceImage[] {
  const { columns: width, rows: height, pixelSize, pixels, planes, step } = scene.scan;
  const own = trials.length > 1 ? `trial ${index + 1}, ` : "";
  return channelsOf(protocol, settings).flatMap(({ name: channel }, c): ReferenceImage[] => {
    const all = counts[c] as Uint16Array;
    const shape = { channel, width, height, pixelSize_um: pixelSize };
    const many = scene.kind === "stack" ? planes : scene.lines;
    const word = (k: number): string => (scene.kind === "stack"
      ? `plane ${k + 1}, z = ${Number(((k - (planes - 1) / 2) * step).toFixed(3))} µm` : `frame ${k + 1}`);
    const each = Array.from({ length: many }, (_, k): ReferenceImage =>
      ({ ...shape, name: `${own}${word(k)}`, pixels: all.slice(k * pixels, (k + 1) * pixels) }));
    return scene.kind === "stack"
      ? [{ ...shape, name: `${own}maximum projection`, pixels: maximumProjection(all, scene.scan) }, ...each] : each;
  });
}
