import { parseTime } from "#units";
import { stimulusMarks, type Recording } from "#recording";
import type { Measurement, TrialRow } from "../measurement.js";
import { restingLevel } from "../traces/index.js";
import { answerOf } from "../answer.js";
import { refuse } from "./failures.js";
import type { MeasureRequest } from "./request.js";
import { studySweeps } from "./soma.js";
import { stimulusText } from "./stimulus-sources.js";

/** A recording without line scans, measured as far as the electrode goes. */
export function electrodeOnly(recording: Recording, request: MeasureRequest): Measurement {
  if (recording.sweeps.length === 0) throw refuse("nothing-to-measure", { name: recording.name });
  const stimuli = stimuliOf(recording, request.stimulusFrom === "file" ? undefined : request.stimulus);
  const [stimulus, next] = stimuli;
  const typed = request.stimulus !== undefined && request.stimulusFrom !== "file";
  const excluded = new Map((request.excluded ?? []).map(({ trial, reason }) => [trial, reason]));
  const counting = new Set(recording.trials.map((trial) => trial.index).filter((trial) => !excluded.has(trial)));
  if (counting.size === 0) throw refuse("every-trial-excluded", { trials: recording.trials.length });
  const { measurement, trials, probability, second } = studySweeps(recording, { stimulus, next, counting, ...(request.channel === undefined ? {} : { channel: request.channel }) });
  const none = { refused: "The recording holds no line scan, so there is no calcium to measure." };
  const rows = recording.trials.map((trial): TrialRow => {
    const electrode = trials.get(trial.index);
    return {
      trial: trial.index, condition: trial.condition, ...(trial.protocol === undefined ? {} : { protocol: trial.protocol }),
      lines: 0, included: !excluded.has(trial.index), reason: excluded.get(trial.index) ?? "",
      ...(electrode?.amplitude === undefined ? {} : { soma: electrode.amplitude }),
      ...(electrode?.call === undefined ? {} : { somaCall: electrode.call }),
      ...(electrode?.restingPotential === undefined ? {} : { restingPotential: electrode.restingPotential }),
    };
  });
  const sweeps = recording.sweeps.filter((sweep) => measurement && sweep.channel === measurement.channel && counting.has(sweep.trial));
  const [first] = sweeps;
  const further = first
    ? [{
        name: first.quantity === "potential" ? "resting potential" : "holding current",
        answer:
          stimulus === undefined
            ? { refused: "No stimulus time is known, so no stretch is known to be at rest. Give it: --stim 100ms." }
            : answerOf(() => restingLevel(sweeps, { window: { from: Math.max(first.start, stimulus - 20), to: stimulus } })),
      },
      ...(probability ? [{ name: "probability of a response at the soma", answer: probability }] : []),
      ...(second ? [{ name: "second response, from the level before it", answer: second.amplitude }, { name: "second response over the first", answer: second.ratio }] : []),
    ]
    : [];
  return {
    parameters: {
      scan: 0, channel: measurement?.channel ?? "", regions: [], regionsFrom: "found", background: "none", baseline: "none",
      stimulus: stimulus === undefined ? "none" : stimulusText(stimuli), stimulusFrom: typed ? "user" : "file", ratio: "none", smoothing: "none",
      excluded: (request.excluded ?? []).map(({ trial, reason }) => ({ trial, reason })),
      ...(request.included?.length ? { included: [...request.included] } : {}),
      ...(request.calls?.length ? { calls: request.calls.map(({ trial, call }) => ({ trial, call })) } : {}),
    },
    recording: {
      name: recording.name, format: recording.format, formatDetail: recording.formatDetail,
      ...(recording.startedAt === undefined ? {} : { startedAt: recording.startedAt }),
      lines: 0, pixels: 0, trials: recording.trials.length, channels: [...new Set(recording.sweeps.map((sweep) => sweep.channel))],
      simulated: recording.provenance.simulated,
    },
    timing: { source: "no line scan", alternatives: [], contradictions: [] },
    timeUnit: "ms",
    time: new Float64Array(0),
    pictures: [], regions: [],
    stimuli: stimuli.map((start) => ({ start, duration: 0, label: "stimulus", source: typed ? "user" : "recording" })),
    baseline: { from: 0, to: 0 },
    background: {},
    trials: rows,
    calciumTransientProbability: none,
    photonTransfer: [],
    ...(measurement ? { soma: measurement } : {}),
    further,
    issues: recording.issues,
    methods: [
      `Electrode traces of ${recording.trials.length} trials (${recording.formatDetail}) were analysed as recorded.`,
      "A response is the mean about the peak of the mean sweep, minus the baseline before the stimulus; its noise is that of the same measure in stretches without a stimulus. Intervals are 95 %.",
    ],
    references: [],
  };
}

/** ms on the sweeps' clock, in their order, as asked or as the first trial's marks say. */
function stimuliOf(recording: Recording, asked: string | undefined): readonly number[] {
  if (asked === undefined) {
    const first = recording.events.find(({ kind }) => kind !== "tag" && kind !== "other")?.trial;
    return [...new Set(stimulusMarks(recording.events, first).map(({ start }) => start))];
  }
  if (asked.trim().toLowerCase() === "none" || asked.trim() === "") return [];
  return asked.split(",").map((text) => {
    const time = parseTime(text);
    if ("lines" in time) throw refuse("times-without-clock", { what: "Stimulus", text });
    return time.ms;
  }).sort((a, b) => a - b);
}
