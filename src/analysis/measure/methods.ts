import { formatNumber } from "#statistics";
import { isRefusal, type Measurement } from "../measurement.js";
import { describeSmoothing } from "../traces/index.js";
import type { Plan } from "./plan.js";

/** The methods paragraph of this very measurement, sentence by sentence, and the works it leans on. */
export function describeMethods(plan: Plan, result: Measurement): Pick<Measurement, "methods" | "references"> {
  const { scan } = plan;
  const references = new Set<string>();
  const cite = (short: keyof typeof WORKS): string => {
    references.add(WORKS[short]);
    return short;
  };
  const counting = result.trials.filter((trial) => trial.included).length;
  const methods: string[] = [];
  const pixel = scan.pixelSize_um === undefined ? "" : ` of ${formatNumber(scan.pixelSize_um)} µm`;
  methods.push(
    plan.clock
      ? `Line scans of ${result.recording.lines} lines (${formatNumber(plan.period, 5)} ms a line, from ${scan.timing.source}) and ${scan.pixelsPerLine} pixels${pixel} were analysed, ${counting} of ${result.trials.length} trials.`
      : `Line scans of ${result.recording.lines} lines of unknown duration and ${scan.pixelsPerLine} pixels${pixel} were analysed, ${counting} of ${result.trials.length} trials; times are counted in lines.`,
  );
  if (plan.lines < result.recording.lines && scan.trials.some((trial, i) => plan.reasons[i] === "" && trial.lines > plan.lines)) {
    methods.push(`All trials were fitted over the ${plan.lines} lines that each of them has.`);
  }
  const regions = result.regions.map((region) => `${region.name} (pixels ${region.from} to ${region.to})`).join(", ");
  methods.push(
    {
      user: `Regions were set by hand: ${regions}.`,
      file: `Regions are those marked in the file: ${regions}.`,
      found: `Regions were found along the mean line, each from half height to half height: ${regions}.`,
    }[plan.regionsFrom],
  );
  methods.push(backgroundSentence(plan, result));
  methods.push(
    `Fluorescence is the mean of a region's pixels above background; F₀ is its mean over lines ${plan.baseline.from} to ${plan.baseline.to - 1} of the same trial, ` +
      `and ΔF/F = (F − F₀)/F₀ (${cite("Yasuda et al. 2004")}; the definition of ${cite("Yuste et al. 1999")} with F₀ taken trial by trial).`,
  );
  if (plan.stimuli.length > 0 && result.regions.some((region) => region.fit)) {
    methods.push(
      `The time course (1 − exp(−t/τr))·exp(−t/τd) was fitted to the unsmoothed mean by the likelihood of photon counts, with the noise seen in the baseline; ` +
        `each trial's amplitude is the weighted least-squares factor of that shape (${cite("Clements & Bekkers 1997")}), not the largest value of the trace.`,
    );
    methods.push("Onset, rise and decay carry profile-likelihood intervals.");
  }
  if (result.amplitudes) {
    methods.push(
      `Successes and failures are the two laws of a normal mixture whose failure law is fixed by the same fit in stretches without a stimulus; ` +
        `the probability of a calcium transient is the mixture's weight by maximum likelihood.`,
    );
  }
  const byHand = result.trials.filter(({ included, callFrom }) => included && callFrom === "user");
  if (byHand.length > 0) {
    const list = byHand.map(({ trial, call, computedCall }) =>
      `trial ${trial + 1} a ${call}${computedCall === undefined || computedCall === call ? "" : ` (computed: ${computedCall})`}`);
    methods.push(`Called by hand, and taken as known by the mixture: ${list.join(", ")}.`);
  }
  if (result.ratio) {
    methods.push(`${result.ratio.numerator}/${result.ratio.denominator} was formed line by line and averaged over the baseline.`);
  }
  if (result.photonTransfer.some((channel) => !isRefusal(channel.gain))) {
    methods.push(`Counts per photon come from the growth of pixel variance with pixel mean over resting lines (${cite("Janesick et al. 1985")}).`);
  }
  if (result.soma) methods.push(`The electrode's ${result.soma.quantity} (${result.soma.channel}) was measured from a baseline before the stimulus, with the artefact left out.`);
  methods.push(`Traces are drawn ${describeSmoothing(plan.smoothing)} over unsmoothed data; nothing is measured on smoothed traces. Intervals are 95 %.`);
  return { methods, references: [...references] };
}

function backgroundSentence(plan: Plan, result: Measurement): string {
  const values = Object.entries(result.background).map(([channel, { value, pixels }]) =>
    `${formatNumber(value, 4)} counts in ${channel}${pixels ? ` (pixels ${pixels.from} to ${pixels.to})` : ""}`,
  );
  switch (plan.background.kind) {
    case "none":
      return "No background was subtracted.";
    case "counts":
      return `A background of ${formatNumber(plan.background.counts, 4)} counts was subtracted.`;
    case "pixels":
      return `Background was read beside the structures: ${values.join(", ")}.`;
    case "auto":
      return `Background is the darkest stretch away from the structures, chosen on even lines and read on odd ones: ${values.join(", ")}.`;
  }
}

const WORKS = {
  "Yuste et al. 1999":
    "Yuste R, Majewska A, Cash SS, Denk W (1999) Mechanisms of calcium influx into hippocampal spines: heterogeneity among spines, coincidence detection by NMDA receptors, and optical quantal analysis. J Neurosci 19:1976–1987.",
  "Yasuda et al. 2004":
    "Yasuda R, Nimchinsky EA, Scheuss V, Pologruto TA, Oertner TG, Sabatini BL, Svoboda K (2004) Imaging calcium concentration dynamics in small neuronal compartments. Sci STKE 2004:pl5.",
  "Clements & Bekkers 1997":
    "Clements JD, Bekkers JM (1997) Detection of spontaneous synaptic events with an optimally scaled template. Biophys J 73:220–229.",
  "Janesick et al. 1985": "Janesick J, Klaasen K, Elliott T (1985) CCD charge collection efficiency and the photon transfer technique. Proc SPIE 570:7–19.",
} as const;
