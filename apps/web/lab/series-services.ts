/** A series that is still growing, measured as far as it has come. */
import {
  measureGroups, RigError, supralinearity, type Answer, type GroupedMeasurement, type Recording, type TrialGroup,
} from "radiatum";

/** What an experiment of several stimuli or solutions is about. */
export interface Headline {
  /** "APs first / EPSPs first". */
  readonly name: string;
  /** "spine, ΔF/F, control" */
  readonly about: string;
  readonly answer: Answer;
}

export interface SeriesMeasurement extends GroupedMeasurement {
  /** Pairing against the sum of its parts, stimuli against the first, solutions against the first: what there is. */
  readonly headlines: readonly Headline[];
}

/** Every group of trials for itself, and set beside the others; only these trials. `baseline`: "3:48lines", of F₀. */
export function grouped(
  { recording, trials, baseline }: { readonly recording: Recording; readonly trials: readonly number[]; readonly baseline?: string },
): SeriesMeasurement {
  const wanted = new Set(trials);
  const kept = <T extends { readonly trial: number }>(all: readonly T[]): T[] => all.filter(({ trial }) => wanted.has(trial));
  const some: Recording = {
    ...recording, sweeps: kept(recording.sweeps), lineScans: recording.lineScans.map((scan) => ({ ...scan, trials: kept(scan.trials) })),
  };
  const measured = measureGroups(some, { ...(baseline !== undefined && { baseline }) });
  return { ...measured, headlines: headlines(some, measured) };
}

function headlines(recording: Recording, { groups, comparisons }: GroupedMeasurement): Headline[] {
  const [first] = groups;
  if (!first || groups.length < 2) return [];
  const here = groups.filter(({ condition }) => condition === first.condition);
  const several = new Set(groups.map(({ condition }) => condition)).size > 1;
  const where = several ? `, ${first.condition}` : "";
  const found: Headline[] = [];
  const pairing = pairingAmong(recording, here);
  if (pairing) {
    const { paired, alone } = pairing;
    found.push({
      name: `${paired} / (${alone.join(" + ")})`, about: `spine, ΔF/F${where}`,
      answer: orRefusal(() => supralinearity(recording, { paired, alone, ...(several && { condition: first.condition }) }).ratio),
    });
  }
  // Where solutions differ, the library compares those; stimuli are then compared within the first of them.
  const stimuli = several && here.length > 1 ? orNothing(() => measureGroups(recording, { conditions: [first.condition] }).comparisons) : [];
  const optical = [...stimuli, ...comparisons].filter(({ quantity }) => quantity.endsWith("ΔF/F"));
  const spine = optical.filter(({ quantity }) => quantity === optical[0]?.quantity);
  return [...found, ...spine.map(({ name, quantity, ratio }, k) => ({ name, about: `${quantity}${k < stimuli.length ? where : ""}`, answer: ratio }))];
}

/** A stimulus of shocks and somatic pulses, and those that have its shocks alone and its pulses alone. */
function pairingAmong(recording: Recording, groups: readonly TrialGroup[]): { readonly paired: string; readonly alone: readonly string[] } | undefined {
  const parts = groups.map(({ stimulus, trials }) => {
    const events = recording.events.filter(({ trial }) => trial === trials[0]);
    const count = (kind: "synaptic" | "somatic"): number => events.filter((event) => event.kind === kind).length;
    return { stimulus, shocks: count("synaptic"), pulses: count("somatic") };
  });
  const paired = parts.find(({ shocks, pulses }) => shocks > 0 && pulses > 0);
  if (!paired) return undefined;
  // The last of its kind: a search comes before what it is for.
  const shocks = parts.findLast((one) => one.shocks === paired.shocks && one.pulses === 0);
  const pulses = parts.findLast((one) => one.pulses === paired.pulses && one.shocks === 0);
  return shocks && pulses ? { paired: paired.stimulus, alone: [shocks.stimulus, pulses.stimulus] } : undefined;
}

function orRefusal(make: () => Answer): Answer {
  try {
    return make();
  } catch (error) {
    if (error instanceof RigError && error.kind === "refused") return { refused: error.message };
    throw error;
  }
}

function orNothing<T>(make: () => readonly T[]): readonly T[] {
  try {
    return make();
  } catch (error) {
    if (error instanceof RigError) return [];
    throw error;
  }
}

