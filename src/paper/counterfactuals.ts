/** What the authors argued from, taken away or put in: whether it then comes out as their argument needs. */
import { proportionInterval } from "#statistics";
import { foundIn, medianOf, numbers, ratioOf, truths } from "./conclude.js";
import { counted } from "./counts.js";
import type { Reading, Readings } from "./experiment.js";
import { least, middleOf, most, outcomeOf, sumsOf, type Outcome } from "./outcome.js";
import type { Row } from "./scorecard.js";

export interface Argument {
  readonly name: string;
  readonly title: string;
  /** Of J Neurosci volume 19, and the paper's words there. */
  readonly page: number;
  readonly words: string;
  /** What they argue, in their terms. */
  readonly argument: string;
  /** What is different in the counterfactual, `name=value` where the rig has such a name. */
  readonly changed: string;
  /** What the bench measures, and its unit. */
  readonly measured: string;
  readonly unit: string;
  /** As the paper has it, then the counterfactual. */
  readonly outcomes: readonly Outcome[];
  /** What is expected of the two numbers if the argument holds. */
  readonly expected: string;
  /** By what was measured: whatever the numbers are within their intervals, the argument holds, or doesn't. */
  readonly verdict: ArgumentVerdict;
  /** Whether what really happened is as expected: an argument may be right, and not be seen through the noise. */
  readonly truly: boolean;
  readonly because: string;
}

export type ArgumentVerdict = "holds" | "does not hold" | "undecided";

/** What an argument is judged by: readings of experiments, and rows of the scorecard. */
export interface Evidence {
  readonly of: (experiment: string) => readonly Reading[];
  readonly row: (id: string) => Row | undefined;
}

type Two = readonly [Outcome, Outcome];

interface Judged extends Pick<Argument, "because"> {
  readonly outcomes: Two;
  /** What must be true of the two numbers; of rows beside them, too. As one of them grows it may change once. */
  readonly expects: (first: number, second: number) => boolean;
}

interface Counterfactual extends Omit<Argument, "outcomes" | "verdict" | "truly" | "because"> {
  /** Experiments without whose readings nothing can be said. */
  readonly needs: readonly string[];
  readonly judge: (evidence: Evidence) => Judged;
}

const shown = (value: number | undefined, digits = 2): string =>
  (value === undefined || !Number.isFinite(value) ? "—" : value.toFixed(digits).replace("-", "−"));
const percent = (share: number | undefined): string => `${shown(100 * (share ?? NaN), 0)} %`;

/** ms that a line takes: what a delay must exceed to be seen. */
const LINE = 2;
/** "Mostly mediated by NMDA receptors": less than this share is left without them. */
const MOSTLY = 0.5;
/** As row A06 has it: a reduction by less counts as none. */
const SEEN = 0.2;
/** ms at which caffeine's release peaks (Discussion). */
const STORES = 200;

const COUNTERFACTUALS: readonly Counterfactual[] = [
  {
    name: "diffusion-delay", title: "Channels in the shaft alone: delay", page: 1977,
    words: "the channels responsible for these accumulations have to be present on spines and dendritic shafts",
    argument: "Calcium that came through the neck by diffusion would be late in the spine. It isn't, so the spine has "
      + "channels of its own.",
    changed: "highThresholdCluster.permeability=0 µm³/ms",
    measured: "onset in the spine after onset in the shaft", unit: "ms",
    expected: `less than a line's ${LINE} ms with channels in both; more than that, and more than with both, in the shaft `
      + "alone",
    needs: ["shaft-alone"],
    judge: ({ of }) => {
      const all = of("shaft-alone");
      const own = middleOf("channels in spine and shaft", numbers(all, "delay"), medianOf(all, "trueDelay"));
      const without = middleOf("in the shaft alone", numbers(all, "delayByDiffusion"), medianOf(all, "byDiffusion"));
      return {
        outcomes: [own, without], expects: (both, shaft) => both < LINE && shaft > LINE && both < shaft,
        because: `By diffusion alone the spine is ${shown(without.value, 1)} ms late, at least `
          + `${shown(least(without), 1)} ms; a line takes ${LINE} ms. Of ${counted(all.length, "spines")} ${without.n} have enough by `
          + "diffusion for an onset to be found.",
      };
    },
  },
  {
    name: "diffusion-gradient", title: "Channels in the shaft alone: gradient", page: 1977,
    words: "which rules out diffusion of calcium from the dendritic shaft out into the spine",
    argument: "What diffuses from shaft to spine can't be more in the spine. It is more, so it doesn't come from "
      + "there.",
    changed: "highThresholdCluster.permeability=0 µm³/ms",
    measured: "ΔF/F of the spine over that of the shaft, 4 to 44 ms after the AP",
    unit: "", expected: "above 1 with channels in both, below 1 in the shaft alone", needs: ["shaft-alone"],
    judge: ({ of }) => {
      const all = of("shaft-alone");
      const own = middleOf("channels in spine and shaft", numbers(all, "ratio"), medianOf(all, "trueMeanRatio"));
      const truth = medianOf(all, "trueMeanRatioByDiffusion");
      const without = middleOf("in the shaft alone", numbers(all, "ratioByDiffusion"), truth);
      return {
        outcomes: [own, without], expects: (both, shaft) => both > 1 && shaft < 1,
        because: `With channels in the shaft alone the spine has ${shown(without.value)} of the shaft's ΔF/F; `
          + `with its own, ${shown(own.value)}.`,
      };
    },
  },
  {
    name: "no-nmda", title: "No NMDA receptors", page: 1978,
    words: "synaptically induced accumulations into spines are mostly mediated by NMDA receptors",
    argument: "If calcium came through channels that the EPSP opens, it would come without NMDA receptors as well.",
    changed: "nmda.available=0",
    measured: "ΔF/F of five EPSCs, in spines without other permeable receptors", unit: "of control",
    expected: "less than half without the receptors", needs: ["epsc-train", "without-nmda"],
    judge: ({ of }) => {
      const whole = of("epsc-train");
      // Spines whose AMPA receptors let calcium pass are the exception that the paper makes, too.
      const found = of("without-nmda").map((own, k) => ({ ...whole[k], ...own })).filter(isOnNmda);
      const inApv = sumsOf("in 100 µM APV", whole.filter(isOnNmda), ["apv", "control"]);
      const truth = ratioOf(found, "trueWithout", "trueControl");
      const none = sumsOf("without the receptors", found, ["without", "control"], truth);
      return {
        outcomes: [inApv, none], expects: (_, left) => left < MOSTLY,
        because: `Without the receptors ${percent(none.value)} is left, at most ${percent(most(none))}; in truth `
          + `${percent(none.truth)}. APV leaves ${percent(inApv.value)}.`,
      };
    },
  },
  {
    name: "no-channels", title: "No calcium channels", page: 1978,
    words: "activation of VSCCs is not necessary for synaptically induced calcium accumulations into spines",
    argument: "Without ATP the channels run down, and synaptic calcium stays.",
    changed: "pipette.atp=0 mM, 45 min after break-in",
    measured: "ΔF/F of one AP and of one EPSP, of what they are with 5 mM ATP",
    unit: "of control", expected: "less of the AP's than of the EPSP's, and more than half of the EPSP's",
    needs: ["without-atp"],
    judge: ({ of }) => {
      const all = of("without-atp");
      const spike = sumsOf("one AP", all, ["spike", "control"], ratioOf(all, "trueSpike", "trueControl"));
      const epsp = sumsOf("one EPSP", all, ["spent", "fed"], ratioOf(all, "trueSpent", "trueFed"));
      return {
        outcomes: [spike, epsp], expects: (gone, stays) => gone < stays && stays > MOSTLY,
        because: `${percent(spike.value)} of the APs' calcium is left and ${percent(epsp.value)} of the EPSPs'; `
          + `in truth ${percent(spike.truth)} and ${percent(epsp.truth)}.`,
      };
    },
  },
  {
    name: "supralinear-by-nmda", title: "No NMDA receptors in pairing", page: 1983,
    words: "this temporal dependency is caused by the biophysical properties of the NMDA receptor",
    argument: "Pairing is supralinear since APs take Mg²⁺ out of NMDA receptors; without these it would be linear.",
    changed: "drugs={ D-APV: 100 µM }", measured: "ΔF/F of pairing beyond the sum of EPSPs and APs",
    unit: "of pairing's in control", expected: "more than 0 in control, less than half of that in APV",
    needs: ["pairing-in-depth"],
    judge: ({ of }) => {
      const all = foundIn(of("pairing-in-depth"));
      const control = sumsOf("control", all, ["excess", "paired"], medianOf(all, "trueExcess"));
      const apv = sumsOf("in 100 µM APV", all, ["excessInApv", "paired"], medianOf(all, "trueExcessInApv"));
      return {
        outcomes: [control, apv], expects: (whole, left) => whole > 0 && left < MOSTLY * whole,
        because: `${percent(control.value)} of the paired response is more than its parts add up to; in APV `
          + `${percent(apv.value)}, at most ${percent(most(apv))}.`,
      };
    },
  },
  {
    name: "no-permeable-receptors", title: "No calcium-permeable AMPA or kainate receptors", page: 1979,
    words: "such voltage dependence is inconsistent with VSCC-mediated influx",
    argument: "What channels let in falls with hyperpolarisation; what passes receptors grows. In APV it grows.",
    changed: "spinePopulation.permeableFraction=0; release is certain, axon.reliable=true",
    measured: "change of ΔF/F in APV from −70 to −260 mV", unit: "of the response at −70 mV",
    expected: "growth with the receptors, and more than without them", needs: ["permeable-receptors"],
    judge: ({ of }) => {
      const all = of("permeable-receptors");
      const receptors = sumsOf("with the receptors", all, ["change", "held"], ratioOf(all, "trueChange", "trueHeld"));
      // In the same unit, though there is hardly a response of their own.
      const channels = sumsOf("without them", all, ["changeWithout", "held"],
        ratioOf(all, "trueChangeWithout", "trueHeld"));
      return {
        outcomes: [receptors, channels], expects: (grows, falls) => grows > 0 && grows > falls,
        because: `With the receptors it grows by ${percent(receptors.value)}. Without them it changes by `
          + `${percent(channels.value)}, in truth ${shown(100 * (channels.truth ?? NaN), 1)} %: so little could fall that `
          + "single spines don't show it, and what grows can't be theirs.",
      };
    },
  },
  {
    name: "low-threshold-present", title: "T-type channels present", page: 1977,
    words: "even after hyperpolarizing prepulses to deinactivate low-threshold VSCC",
    argument: "50 µM Ni²⁺ takes low-threshold channels. It takes nothing that can be seen, so they bring nothing.",
    changed: "lowThreshold.permeability=0.0035 µm/ms",
    measured: "what 50 µM Ni²⁺ takes of one AP's ΔF/F after a prepulse", unit: "of control",
    expected: `more than ${percent(SEEN)} with the channels, and more than without them`, needs: ["low-threshold-channels"],
    judge: ({ of }) => {
      const all = of("low-threshold-channels");
      const own = sumsOf("without T-type channels", all, ["taken", "ready"], truths(all, "trueTaken"));
      const present = sumsOf("with them", all, ["takenWith", "readyWith"], truths(all, "trueTakenWith"));
      return {
        outcomes: [own, present], expects: (absent, there) => there > SEEN && there > absent,
        because: `With as much T-type permeability as the cell has of the others, Ni²⁺ would take `
          + `${percent(present.value)}, `
          + `and not ${percent(own.value)}: single trials ${least(present) > SEEN ? "show" : "don't show"} that.`,
      };
    },
  },
  {
    name: "no-stores", title: "No release from stores", page: 1986,
    words: "we think that the initial calcium accumulations that we observe are caused by direct activation of "
      + "transmembrane channels",
    argument: "Release from stores peaks 200 ms after caffeine. Signals that peak sooner, once, need no stores.",
    changed: "nothing: the rig has no stores", measured: "time to the peak, median over spines", unit: "ms",
    expected: `both before ${STORES} ms`, needs: ["action-potential", "without-atp"],
    judge: ({ of, row }) => {
      const [spikes, epsps] = [of("action-potential"), of("without-atp")];
      const ap = middleOf("one AP, to 90 %", numbers(spikes, "rise"), medianOf(spikes, "trueRise"));
      const epsp = middleOf("one EPSP, to its peak", numbers(epsps, "peak"), medianOf(epsps, "truePeak"));
      const [once, size] = [row("S18"), row("S09")];
      const asLarge = size?.verdict === "reproduced";
      const single = once?.verdict === "reproduced";
      return {
        outcomes: [ap, epsp],
        expects: (spike, synaptic) => spike < STORES && synaptic < STORES && single && asLarge,
        because: `Without stores signals come as soon${asLarge ? " and as large" : ", but not as large,"} as in `
          + `the paper, ${single ? "and rise once" : "but some rise again"}: stores aren't needed for them. That the `
          + `tissue's stores are silent doesn't follow, and the paper doesn't say so.`,
      };
    },
  },
  {
    name: "other-contacts", title: "Other contacts stimulated as well", page: 1981,
    words: "it is unlikely that other spines that could have contributed to the EPSCs had identical behavior",
    argument: "Were other contacts active, EPSCs would come without calcium in the spine that is imaged.",
    changed: "axon.elsewhere: contacts on other spines",
    measured: "trials in which calcium and EPSC agree", unit: "of trials",
    expected: "more under minimal stimulation", needs: ["minimal-stimulation", "release-probability"],
    judge: ({ of }) => {
      const minimal = agreement("minimal stimulation", of("minimal-stimulation"));
      const others = agreement("other contacts too", of("release-probability"));
      return {
        outcomes: [minimal, others], expects: (one, several) => one > several,
        because: `They agree in ${percent(minimal.value)} of the sure trials under minimal stimulation, in `
          + `${percent(others.value)} where the shock reaches other contacts.`,
      };
    },
  },
];

const isOnNmda = ({ found, apvOnNmda }: Reading): boolean => found === true && apvOnNmda !== null;
function agreement(what: string, readings: readonly Reading[]): Outcome {
  const count = (name: string): number => numbers(readings, name).reduce((sum, value) => sum + value, 0);
  const agree = count("both") + count("neither");
  const n = agree + count("calciumAlone") + count("currentAlone");
  if (n === 0) return { what, n, nOf: "trials" };
  const { low, high } = proportionInterval(agree, n, "Clopper–Pearson");
  const truth = 1 - count("trueElsewhere") / count("trials");
  return outcomeOf(what, { value: agree / n, low, high, n, nOf: "trials" }, truth);
}

/** As measured, and in truth. What has no interval, or rests on too few, decides nothing. */
function judgedOf(
  { outcomes, expects, because }: Judged,
): Pick<Argument, "outcomes" | "verdict" | "truly" | "because"> {
  const [first, second] = outcomes.map(({ truth = NaN }) => truth) as [number, number];
  const truly = expects(first, second);
  const few = outcomes.filter(({ n, low, high }) => n < FEWEST || low === undefined || high === undefined);
  if (few.length === 0) return { outcomes, verdict: verdictOf(outcomes, expects), truly, because };
  const which = few.map(({ what, n, nOf }) => `“${what}” rests on ${counted(n, nOf)}`).join(", ");
  return { outcomes, verdict: "undecided", truly, because: `${because} But ${which}, which is too little.` };
}
const FEWEST = 3;

/** Whether what is expected is so at all corners of the two intervals, at none, or at some. */
function verdictOf(outcomes: Two, expects: Judged["expects"]): ArgumentVerdict {
  const [ones, others] = outcomes.map((one) => [least(one), most(one)]) as [number[], number[]];
  const corners = ones.flatMap((one) => others.map((other) => expects(one, other)));
  return corners.every(Boolean) ? "holds" : corners.some(Boolean) ? "undecided" : "does not hold";
}

/** Every argument for which there are readings, judged. */
export function argumentsOf(
  readings: Readings, rows: readonly Row[],
): readonly Argument[] {
  const evidence: Evidence = {
    of: (name) => readings.get(name) ?? [], row: (id) => rows.find((row) => row.id === id),
  };
  return COUNTERFACTUALS.flatMap(({ needs, judge, ...argument }) =>
    (needs.every((name) => readings.has(name)) ? [{ ...argument, ...judgedOf(judge(evidence)) }] : []));
}
