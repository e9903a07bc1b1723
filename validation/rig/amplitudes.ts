/** ΔF/F as the bench reads it from noisy pictures, against noiseless ones of the same cell, and against the cell. */
import { backgroundOf, isRefusal, measure, regionTrace, windowMean, type Measurement } from "#analysis";
import type { Estimate } from "#statistics";
import { judged, told, type EvidenceRow } from "../simulation/evidence.js";
import {
  CALCIUM_GREEN, experiment, largest, MAGNESIUM_GREEN, SHOCK, simulated, trueDeltaF, type Experiment,
} from "./experiments.js";
import type { Simulated } from "#rig";

interface Case {
  readonly name: string;
  readonly stimulus: Experiment["stimuli"][string];
  readonly dye: string;
  readonly power?: number;
  /** ms: a peak near the end of the trace, whose decay isn't seen, is read too high. */
  readonly duration?: number;
  /** ms after the stimulus over which ΔF/F is averaged; chosen before anything was measured. */
  readonly window: readonly [from: number, to: number];
}

const AP = { kind: "action potentials", at: `${SHOCK} ms` };
const RELEASE = { kind: "synaptic", at: `${SHOCK} ms` };
const CASES: readonly Case[] = [
  { name: "AP, calcium green-1", stimulus: AP, dye: CALCIUM_GREEN, window: [4, 44] },
  { name: "release, calcium green-1", stimulus: RELEASE, dye: CALCIUM_GREEN, duration: 500, window: [4, 204] },
  { name: "AP, magnesium green", stimulus: AP, dye: MAGNESIUM_GREEN, power: 50, window: [4, 44] },
];
const LINE = 2; // ms
const BASELINE = { from: 0, to: SHOCK / LINE };
/** Standard errors within which all of the rows stay together in 95 of 100 such tables, where nothing is biased. */
const TOGETHER = 2.9;

/** Mean ΔF/F in the window of each region that is marked, %. */
function windowMeans({ recording }: Simulated, [from, to]: Case["window"]): Record<string, Estimate> {
  const [scan] = recording.lineScans;
  const regions = recording.regions ?? [];
  if (!scan) throw new Error("broken invariant: a line was scanned");
  const pixels = scan.trials.map((trial) => trial.pixels[0] as Uint16Array);
  const { pixelsPerLine } = scan;
  const background = backgroundOf(pixels, { pixelsPerLine, choice: { kind: "auto" }, regions, window: BASELINE });
  return Object.fromEntries(regions.map((region) => [region.name, windowMean(
    pixels.map((lines) => regionTrace(lines, { pixelsPerLine, region })),
    {
      baseline: BASELINE, window: { from: (SHOCK + from) / LINE, to: (SHOCK + to) / LINE },
      background: background.value, over: "these trials",
    },
  )]));
}

const matched = (found: Measurement, region: number): Estimate | undefined => {
  const answer = found.regions[region]?.amplitude;
  return answer && !isRefusal(answer) ? answer : undefined;
};

/** Relative to the truth, %, within `TOGETHER` standard errors of 0. */
function unbiased(name: string, found: Estimate, truth: number): EvidenceRow {
  const error = 100 * (found.value / truth - 1);
  const tolerance = (TOGETHER * 100 * (found.standardError as number)) / Math.abs(truth);
  return judged(name, `${truth.toFixed(2)} %`, error, tolerance, "%");
}

const percent = (ratio: number): string => `${(100 * (ratio - 1)).toFixed(1)} %`;

export function amplitudeRows({ trials }: { readonly trials: number }): EvidenceRow[] {
  return CASES.flatMap(({ name, stimulus, dye, power = 10, duration = 300, window }, k) => {
    const shared = { stimuli: { it: stimulus }, dye, power, duration, seed: 101 + k };
    const noisy = simulated(experiment({ ...shared, trials }));
    const clean = simulated(experiment({ ...shared, trials: 4, noiseless: true }));
    const [read, mean] = [measure(noisy.recording), measure(clean.recording)];
    const [readWindow, meanWindow] = [windowMeans(noisy, window), windowMeans(clean, window)];
    const photons = read.photonTransfer[0]?.photonsPerLine;
    const light = photons && !isRefusal(photons) ? ` of ${photons.value.toFixed(0)} photons a line` : "";
    return read.regions.flatMap((region, r): EvidenceRow[] => {
      const where = `${name}, ${region.name}`;
      const [fitted, fittedMean] = [matched(read, r), matched(mean, r)];
      const peak = largest(mean.regions[r]?.mean ?? []);
      const truth = largest(trueDeltaF(clean.truth, 0, r === 0 ? "head" : "shaft"));
      return [
        unbiased(
          `${where}: mean ΔF/F ${window.join("–")} ms on, ${trials} trials${r === 0 ? light : ""}`,
          readWindow[region.name] as Estimate, (meanWindow[region.name] as Estimate).value,
        ),
        ...(fitted && fittedMean ? [
          unbiased(`${where}: matched amplitude, against noiseless pictures`, fitted, fittedMean.value),
          told(
            `${where}: matched amplitude of noiseless pictures against their peak`,
            `${peak.toFixed(2)} %`, percent(fittedMean.value / peak),
          ),
        ] : []),
        told(
          `${where}: peak of noiseless pictures against the cell's, by the focus`,
          `${truth.toFixed(2)} %`, percent(peak / truth),
        ),
      ];
    });
  });
}
