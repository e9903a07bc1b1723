/**
 * What an experiment is about, from what is done in it: pairing against the sum of its parts, one order against the other, the
 * second pulse against the first, a drug or bath against the one before, successes among trials, whether the cell fires, or
 * how much calcium there was.
 *
 * All that is planned decides, not what has come: a result that waits for trials says so. Trials of a search are no part of it.
 */
import {
  answerOf, fires, isRefusal, isSearch, measureGroups, pairingOrder, proportion, stimulusMarks, supralinearity, twoPulses,
  type Answer, type GroupComparison, type GroupedMeasurement, type MeasuredGroup, type Recording,
} from "radiatum";

export interface Headline {
  /** "APs first / EPSPs first". */
  readonly name: string;
  /** "spine, ΔF/F, control" */
  readonly about: string;
  readonly answer: Answer;
  /** How it was made, in a line; "" where the number itself says so. */
  readonly how: string;
  /** Successes among trials, of a chance. */
  readonly successes?: { readonly of: number; readonly n: number };
  /** Of the other regions, of an amplitude. */
  readonly beside?: readonly { readonly name: string; readonly answer: Answer }[];
}

/** What is done in the trials of one stimulus in one condition, as planned. */
interface Kind {
  readonly stimulus: string;
  readonly condition: string;
  /** ms at which shocks, or flashes of glutamate, and what is done to the soma begin. */
  readonly shocks: readonly number[];
  readonly pulses: readonly number[];
}

const RATIO = "ratio of means, Fieller’s interval";

/** The one result first. None where nothing but a search is planned. */
export function headlines(recording: Recording, measured: GroupedMeasurement): Headline[] {
  const kinds = kindsOf(recording);
  const [first] = kinds;
  if (!first) return [];
  const fired = firing(recording, kinds);
  if (fired) return [fired];
  const compared = comparedWith(recording, measured, kinds);
  const about = leading(recording, measured, kinds);
  if (about.length > 0) return [...about, ...compared.filter((one) => about.every(({ name }) => name !== one.name))];
  const [answered] = compared.filter(({ answer }) => !isRefusal(answer));
  const lead = answered ?? compared[0];
  return lead ? [lead, ...compared.filter((one) => one !== lead)] : [single(measured, first)];
}

/** Of shocks that all come before the first line: calcium isn't what they ask about, but whether the cell fires. */
function firing({ lineScans: [scan], sweeps, sweepOffset, trials }: Recording, kinds: readonly Kind[]): Headline | undefined {
  const begins = scan?.trials[0]?.start ?? -Infinity;
  if (!kinds.every(({ shocks, pulses }) => pulses.length === 0 && shocks.length > 0 && Math.max(...shocks) < begins)) return undefined;
  const seen = sweeps.flatMap((sweep) => {
    const { protocol: stimulus = "", condition } = trials[sweep.trial] ?? {};
    const kind = kinds.find((one) => one.stimulus === stimulus && one.condition === condition);
    if (!kind || sweep.quantity !== "potential" || sweep.unit !== "mV") return [];
    return [{ stimulus, fired: fires(sweep, { from: Math.min(...kind.shocks) - sweepOffset, to: sweep.start + sweep.samples.length * sweep.samplePeriod }) }];
  });
  if (seen.length === 0) return undefined;
  const named = (fired: boolean): string => [...new Set(seen.filter((one) => one.fired === fired).map(({ stimulus }) => stimulus))].join(", ");
  return {
    name: "Trials in which the cell fires", about: "soma", answer: proportion(seen.filter(({ fired }) => fired).length, seen.length, { method: "Clopper–Pearson" }),
    how: [["It fires at", named(true)], ["It doesn’t at", named(false)]].flatMap(([words = "", names = ""]) => (names === "" ? [] : [`${words} ${names}.`])).join(" "),
  };
}

/** Of experiments that ask for one thing by what is done in them. */
function leading(recording: Recording, measured: GroupedMeasurement, kinds: readonly Kind[]): Headline[] {
  const [first] = kinds;
  const here = kinds.filter(({ condition }) => condition === first?.condition);
  const several = new Set(kinds.map(({ condition }) => condition)).size > 1;
  const condition = several ? first?.condition : undefined;
  const where = several ? `, ${first?.condition ?? ""}` : "";
  const found: Headline[] = [];
  const pairing = pairingAmong(here);
  if (pairing) {
    const { paired, alone } = pairing;
    found.push({
      name: `${paired} / (${alone.join(" + ")})`, about: `spine, ΔF/F${where}`, how: "mean responses, Fieller’s interval; 1 is their sum",
      answer: awaited(measured, here, [paired, ...alone]) ?? answerOf(() => supralinearity(recording, { paired, alone, ...(condition !== undefined && { condition }) }).ratio),
    });
  }
  const orders = ordersAmong(here);
  if (orders) {
    const { shocksFirst, pulsesFirst } = orders;
    found.push({
      name: `${shocksFirst} / ${pulsesFirst}`, about: `spine, ΔF/F${where}`, how: RATIO,
      answer: awaited(measured, here, [shocksFirst, pulsesFirst]) ?? answerOf((): Answer => {
        const { groups } = measureGroups(recording, { stimuli: [shocksFirst, pulsesFirst], ...(condition !== undefined && { conditions: [condition] }) });
        const values = (stimulus: string): readonly number[] => opticalOf(groups.find((group) => group.stimulus === stimulus))?.values ?? [];
        const { ratio } = pairingOrder(values(shocksFirst), values(pulsesFirst), { unit: "%" });
        return ratio;
      }),
    });
  }
  const pair = pairAmong(here);
  if (pair && (pair.single !== undefined || kinds.length === 1)) {
    const answer = awaited(measured, here, [pair.pair]) ?? secondOverFirst(measured, recording, here, pair);
    // Where pairs of shocks are all there is, and can't be told apart, the response to both is what there is to say.
    if (pair.single !== undefined || pair.of === "pulses" || !isRefusal(answer)) {
      found.push({ name: "Second pulse / first", about: `spine, ΔF/F, ${pair.pair}${where}`, how: "two responses of one shape fitted to each trial; failures count", answer });
    }
  }
  return found;
}

function secondOverFirst(measured: GroupedMeasurement, recording: Recording, here: readonly Kind[], { pair, single }: Pair): Answer {
  const trials = groupOf(measured, here.find(({ stimulus }) => stimulus === pair))?.trials ?? [];
  const alone = groupOf(measured, here.find(({ stimulus }) => stimulus === single));
  // Single pulses give the shape where they respond.
  const shape = alone && "answer" in alone.found && alone.found.answer.regions[0]?.fit !== undefined ? alone.trials : undefined;
  return answerOf((): Answer => twoPulses(recording, { trials, ...(shape && { single: shape }) }).ratio);
}

/** One kind of trial: how often it brought calcium, where axons alone were driven; else how much. */
function single(measured: GroupedMeasurement, kind: Kind): Headline {
  const group = groupOf(measured, kind);
  const how = kind.stimulus;
  if (!group) return { name: "Calcium in the spine", about: how, how: "", answer: { refused: `Trials of ${kind.stimulus} are still to come.` } };
  if ("refused" in group.found) return { name: "Calcium in the spine", about: how, how: "", answer: group.found };
  const { calciumTransientProbability: chance, trials, regions: [region, ...others] } = group.found.answer;
  if (kind.pulses.length === 0 && !isRefusal(chance)) {
    const called = trials.filter(({ included, call }) => included && call !== undefined);
    const of = called.filter(({ call }) => call === "success").length;
    return { name: "Chance of a calcium success", about: how, how: "", answer: chance, successes: { of, n: called.length } };
  }
  return {
    name: "Calcium in the spine", about: "peak of the fit", how: "",
    answer: region?.amplitude ?? { refused: "No line was scanned, so there is no calcium to measure; the pictures are what this experiment brings." },
    beside: others.map(({ name, amplitude }) => ({ name, answer: amplitude })),
  };
}

/** Solutions against the first of them, stimulus by stimulus; where there is one, stimuli against the first. */
function comparedWith(recording: Recording, { comparisons, groups }: GroupedMeasurement, kinds: readonly Kind[]): Headline[] {
  const [first, ...others] = kinds;
  if (!first || others.length === 0) return [];
  const several = kinds.some(({ condition }) => condition !== first.condition);
  const stimuli = kinds.some(({ stimulus }) => stimulus !== first.stimulus);
  const quantity = opticalOf(groups.find(({ responses }) => responses.length > 0))?.quantity ?? comparisons.find(isOptical)?.quantity ?? "spine, ΔF/F";
  return others.flatMap((kind): Headline[] => {
    const reference = several ? kinds.find((one) => one.condition === first.condition && one.stimulus === kind.stimulus) : first;
    if (!reference || reference === kind) return [];
    const name = several ? `${kind.condition} / ${reference.condition}${stimuli ? `, ${kind.stimulus}` : ""}` : `${kind.stimulus} / ${reference.stimulus}`;
    const found = comparisons.find((one) => one.name === name && one.quantity === quantity);
    return [{ name, about: quantity, how: RATIO, answer: found?.ratio ?? whyNone({ groups }, [reference, kind], recording) }];
  });
}

const isOptical = ({ quantity }: Pick<GroupComparison, "quantity">): boolean => quantity.endsWith("ΔF/F");
const opticalOf = (group: MeasuredGroup | undefined): MeasuredGroup["responses"][number] | undefined => group?.responses.find(isOptical);

/** Why two groups can't be compared in the spine: trials to come, or nothing that could be told from noise. */
function whyNone({ groups }: Pick<GroupedMeasurement, "groups">, two: readonly Kind[], { lineScans }: Recording): Answer {
  if (lineScans.length === 0) return { refused: "No line was scanned, so there is no calcium to compare." };
  for (const kind of two) {
    const group = groups.find(({ stimulus, condition }) => stimulus === kind.stimulus && condition === kind.condition);
    const name = group?.name ?? kind.stimulus;
    if (!group) return { refused: `Trials of ${[kind.condition, kind.stimulus].filter((part) => part !== "").join(": ")} are still to come.` };
    if ("refused" in group.found) return { refused: `${name} can't be measured. ${group.found.refused}` };
    const [region] = group.found.answer.regions;
    if (opticalOf(group) === undefined && region && isRefusal(region.amplitude)) return { refused: `${name} brings nothing to compare with. ${region.amplitude.refused}` };
  }
  return { refused: "Neither brings a response whose peak could set the window in which both are averaged." };
}

/** A sentence while trials that are needed haven't come. */
function awaited(measured: GroupedMeasurement, here: readonly Kind[], stimuli: readonly string[]): Answer | undefined {
  const missing = stimuli.filter((stimulus) => !groupOf(measured, here.find((kind) => kind.stimulus === stimulus)));
  return missing.length === 0 ? undefined : { refused: `Trials of ${missing.join(" and ")} are still to come.` };
}

const groupOf = ({ groups }: GroupedMeasurement, kind: Kind | undefined): MeasuredGroup | undefined =>
  groups.find(({ stimulus, condition }) => stimulus === kind?.stimulus && condition === kind.condition);

/** In the order in which they are planned. */
function kindsOf({ trials, events }: Recording): Kind[] {
  const found = new Map<string, Kind>();
  for (const { index, protocol: stimulus = "", condition } of trials) {
    const key = JSON.stringify([condition, stimulus]);
    if (found.has(key) || isSearch(stimulus)) continue;
    const own = stimulusMarks(events, index);
    const at = (...kinds: readonly string[]): number[] => own.filter(({ kind }) => kinds.includes(kind)).map(({ start }) => start);
    found.set(key, { stimulus, condition, shocks: at("synaptic", "uncaging"), pulses: at("somatic") });
  }
  return [...found.values()];
}

/** A stimulus of shocks and somatic pulses, and those that have its shocks alone and its pulses alone. */
function pairingAmong(kinds: readonly Kind[]): { readonly paired: string; readonly alone: readonly string[] } | undefined {
  const paired = kinds.find(isBoth);
  if (!paired) return undefined;
  const shocks = kinds.find((one) => one.shocks.length === paired.shocks.length && one.pulses.length === 0);
  const pulses = kinds.find((one) => one.pulses.length === paired.pulses.length && one.shocks.length === 0);
  return shocks && pulses ? { paired: paired.stimulus, alone: [shocks.stimulus, pulses.stimulus] } : undefined;
}

/** The same shocks and pulses in both orders. */
function ordersAmong(kinds: readonly Kind[]): { readonly shocksFirst: string; readonly pulsesFirst: string } | undefined {
  const both = kinds.filter(isBoth);
  const shocksFirst = both.find(({ shocks, pulses }) => Math.min(...shocks) < Math.min(...pulses));
  const pulsesFirst = both.find(({ shocks, pulses }) => Math.min(...pulses) < Math.min(...shocks)
    && shocks.length === shocksFirst?.shocks.length && pulses.length === shocksFirst.pulses.length);
  return shocksFirst && pulsesFirst ? { shocksFirst: shocksFirst.stimulus, pulsesFirst: pulsesFirst.stimulus } : undefined;
}

interface Pair {
  readonly pair: string;
  readonly of: "shocks" | "pulses";
  /** A stimulus of one such pulse. */
  readonly single?: string;
}

/** Two shocks, or two pulses, and what has one of them. */
function pairAmong(kinds: readonly Kind[]): Pair | undefined {
  const pair = kinds.find(({ shocks, pulses }) => (shocks.length === 2 && pulses.length === 0) || (pulses.length === 2 && shocks.length === 0));
  if (!pair) return undefined;
  const one = kinds.find(({ shocks, pulses }) => shocks.length === pair.shocks.length / 2 && pulses.length === pair.pulses.length / 2);
  return { pair: pair.stimulus, of: pair.shocks.length > 0 ? "shocks" : "pulses", ...(one && { single: one.stimulus }) };
}

const isBoth = ({ shocks, pulses }: Kind): boolean => shocks.length > 0 && pulses.length > 0;
