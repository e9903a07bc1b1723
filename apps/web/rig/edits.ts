/** Changes of a protocol that are more than one field: plain data in, plain data out. */
import type { Condition, Protocol, Run, Stimulus } from "radiatum/protocol";
import { quantityIn } from "radiatum/units";

/** Place among the conditions of the condition in which a trial runs. */
export function conditionPlace({ runs, conditions }: Protocol, trial: number): number {
  const name = eachTrial(runs)[trial]?.condition ?? runs.at(-1)?.condition;
  return Math.max(0, conditions.findIndex((one) => one.name === name));
}

/** What of a condition may be changed while a series runs. */
export type ConditionChange = Partial<Pick<Condition, "drugs" | "bath" | "holding" | "wash">>;

/** Number of all trials. */
export const trialsOf = ({ runs }: Protocol): number => runs.reduce((sum, { trials }) => sum + trials, 0);

/**
 * The same experiment, in which from this trial on, to the end of what its condition was to be, the bath or the holding is
 * another: at a real rig, a valve turned during a series. The bath follows with the wash of the condition.
 */
export function fromTrial(protocol: Protocol, place: number, change: ConditionChange): Protocol {
  const each = eachTrial(protocol.runs);
  const current = protocol.conditions[conditionPlace(protocol, place)];
  if (!current || place <= 0 || place >= each.length) return inCondition(protocol, conditionPlace(protocol, place), change);
  // A valve turned twice before the next trial is turned once.
  if (each[place - 1]?.condition !== current.name && each.filter(({ condition }) => condition === current.name).length === each.length - place) {
    return inCondition(protocol, conditionPlace(protocol, place), change);
  }
  const name = freeName(protocol, nameOf(current, change, place));
  const condition: Condition = { ...current, ...change, name, wait: "0 min" };
  const at = protocol.conditions.indexOf(current) + 1;
  let turned = true;
  const runs = each.map((trial, k): Run => {
    turned &&= k < place || trial.condition === current.name;
    return k >= place && turned ? { ...trial, condition: name } : trial;
  });
  return { ...protocol, conditions: protocol.conditions.toSpliced(at, 0, condition), runs: joined(runs) };
}

/**
 * The same experiment, in which from this trial on every trial of this stimulus is given another, made from what it would have
 * been. Undefined where none of them is to come.
 */
export function stimulusFromTrial(
  protocol: Protocol, place: number, name: string, edit: (items: readonly Stimulus[]) => readonly Stimulus[],
): Protocol | undefined {
  const base = baseOf(name);
  const turned = `${base}${FROM_TRIAL}${place + 1}`;
  const each = eachTrial(protocol.runs);
  if (!each.some(({ stimulus }, k) => k >= place && baseOf(stimulus) === base)) return undefined;
  const runs = joined(each.map((trial, k) => (k >= place && baseOf(trial.stimulus) === base ? { ...trial, stimulus: turned } : trial)));
  const used = new Set(runs.map(({ stimulus }) => stimulus));
  const begun = protocol.stimuli[turned] ?? protocol.stimuli[name] ?? [];
  const stimuli = Object.fromEntries(Object.entries({ ...protocol.stimuli, [turned]: edit(begun) }).filter(([one]) => used.has(one)));
  return { ...protocol, stimuli, runs };
}

/** The same experiment with one of its stimuli changed throughout. */
export function inStimulus(protocol: Protocol, name: string, edit: (items: readonly Stimulus[]) => readonly Stimulus[]): Protocol {
  return { ...protocol, stimuli: { ...protocol.stimuli, [name]: edit(protocol.stimuli[name] ?? []) } };
}

const FROM_TRIAL = ", from trial ";
/** Of a stimulus that was changed during a series, what it was called before. */
const baseOf = (name: string): string => name.replace(new RegExp(`${FROM_TRIAL}\\d+$`), "");

/** The same experiment with one of its conditions changed throughout. */
export function inCondition(protocol: Protocol, place: number, change: Partial<Condition>): Protocol {
  return { ...protocol, conditions: protocol.conditions.map((one, k) => (k === place ? { ...one, ...change } : one)) };
}

function nameOf({ drugs }: Condition, change: Partial<Condition>, place: number): string {
  if (change.drugs) {
    const added = change.drugs.filter(({ name }) => !drugs.some((drug) => drug.name === name)).map(({ name }) => name);
    const gone = drugs.filter(({ name }) => !change.drugs?.some((drug) => drug.name === name)).map(({ name }) => name);
    if (added.length > 0) return added.join(" and ");
    if (gone.length > 0) return `${gone.join(" and ")} washed out`;
  }
  return `from trial ${place + 1}`;
}

function freeName({ conditions }: Protocol, wanted: string): string {
  const taken = new Set(conditions.map(({ name }) => name));
  if (!taken.has(wanted)) return wanted;
  for (let k = 2; ; k++) if (!taken.has(`${wanted} ${k}`)) return `${wanted} ${k}`;
}

function eachTrial(runs: readonly Run[]): Run[] {
  return runs.flatMap(({ trials, ...run }) => Array.from({ length: trials }, () => ({ ...run, trials: 1 })));
}

function joined(each: readonly Run[]): Run[] {
  const runs: Run[] = [];
  for (const one of each) {
    const last = runs.at(-1);
    if (last?.stimulus === one.stimulus && last.condition === one.condition) runs[runs.length - 1] = { ...last, trials: last.trials + 1 };
    else runs.push(one);
  }
  return runs;
}

/** "2 mM" → 2 where the unit is mM. For faders and drawings, which go by number. The text is a checked protocol's. */
export function numberIn(text: string, unit: string): number {
  return quantityIn(text, unit, text) / quantityIn(`1 ${unit}`, unit, unit);
}
