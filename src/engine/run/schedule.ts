/** What happens to one trial and when, in numbers. */
import { randomStream } from "#random";
import type { Assembly, SettingSite } from "../assembly/assembly.js";
import { checkPipette } from "../assembly/electrodes.js";
import { isOutside, list, outside, quantity } from "../assembly/placement.js";
import { misuse } from "../failures.js";
import type { Command, PointEvent, Trial } from "./request.js";

export interface Level { readonly from: number; readonly to: number; readonly start: number; readonly end: number }

export type Action =
  | { readonly kind: "event"; readonly point: number; readonly weight: number }
  | { readonly kind: "set"; readonly addresses: readonly number[]; readonly values: readonly number[] };

/** Numbers and where they go. */
interface Setting { readonly addresses: readonly number[]; readonly values: readonly number[] }

/** A setting's level, from when to when, ms. */
interface Held { readonly from: number; readonly to: number; readonly level: number }

export interface Schedule {
  readonly number: number;
  /** Moments that a step must end on, ascending, the last of them the end. */
  readonly stops: Float64Array;
  /** What happens at a stop beside a change of commands. */
  readonly actions: ReadonlyMap<number, readonly Action[]>;
  /** For each electrode, in the order given. */
  readonly levels: readonly (readonly Level[])[];
  /** Some level is a ramp, so commands change with every step. */
  readonly ramps: boolean;
  /** Settings that this trial starts with. */
  readonly settings: readonly Setting[];
  /** Events and commands that come when the trial is over, and never happen. */
  readonly late: number;
  /** Settings that are outside their bounds in it, a sentence each. */
  readonly strange: readonly string[];
}

/** ms. Up to `rested` steps are long and damp. */
export interface Span { readonly start: number; readonly rested: number; readonly end: number }

/** Stops nearer to a multiple of `grid` than a millionth of it are moved there. */
export function scheduleOf(
  assembly: Assembly, trial: Trial, number: number,
  all: { commands: readonly Command[]; events: readonly PointEvent[] },
  { start, rested, end }: Span, grid: number | undefined,
): Schedule {
  const where = `trial ${number}`;
  const onGrid = (t: number): number => {
    if (grid === undefined) return t;
    const k = Math.round((t - start) / grid);
    return Math.abs(start + k * grid - t) < 1e-6 * grid ? start + k * grid : t;
  };
  const stops = new Set<number>(rested > start ? [rested, end] : [end]);
  const actions = new Map<number, Action[]>();
  let late = 0;
  const act = (at: number, action: Action): void => {
    if (at >= end) return;
    stops.add(at);
    actions.set(at, [...(actions.get(at) ?? []), action]);
  };
  const strange = new Set<string>();
  const numberOf = ({ name, unit, bounds }: SettingSite, text: string, what: string): number => {
    const value = quantity(text, unit, what);
    if (bounds && isOutside(value, bounds)) strange.add(outside(name, text, bounds));
    return value;
  };
  const settings: Setting[] = [];
  for (const [name, text] of Object.entries(trial.set ?? {})) {
    const setting = settingOf(assembly, name);
    const value = numberOf(setting, text, `${where}, ${name}`);
    settings.push({ addresses: setting.addresses, values: setting.addresses.map(() => value) });
  }
  const levels = assembly.electrodes.map((): Level[] => []);
  const held = new Map<SettingSite, Held[]>();
  let ramps = false;
  for (const command of [...all.commands, ...(trial.commands ?? [])]) {
    const what = command.electrode ?? command.setting ?? "a command";
    const from = command.from === undefined ? start : onGrid(quantity(command.from, "ms", `${what}, from`));
    const to = command.to === undefined ? end : onGrid(quantity(command.to, "ms", `${what}, to`));
    if (!(to > from)) {
      throw misuse("time-order", { what: `The command to ${what}`, from: `${from} ms`, to: `${to} ms` });
    }
    if (from >= end) late++;
    const { level: asked } = command;
    const ends = typeof asked === "string" ? [asked, asked] : [asked.from, asked.to];
    if (command.setting !== undefined) {
      const setting = settingOf(assembly, command.setting);
      const [level, other] = ends.map((text) => numberOf(setting, text, `${what}, level`)) as [number, number];
      if (level !== other) {
        throw misuse(
          "out-of-range",
          { what: `The command to ${what}`, expected: "constant: settings have no ramps", found: "a ramp" },
        );
      }
      held.set(setting, [...(held.get(setting) ?? []), { from, to, level }]);
      continue;
    }
    const index = assembly.electrodes.findIndex(({ name }) => name === command.electrode);
    const electrode = assembly.electrodes[index];
    if (!electrode) {
      throw misuse(
        "name-unknown", { what: "electrode", name: what, known: list(assembly.electrodes.map(({ name }) => name)) },
      );
    }
    const unit = { "current clamp": "pA", "voltage clamp": "mV", conductance: "nS" }[electrode.kind];
    const [first, last] = ends.map((text) => quantity(text, unit, `${what}, level`)) as [number, number];
    if (first !== last) ramps = true;
    levels[index]?.push({ from, to, start: first, end: last });
    if (from > start) stops.add(Math.min(from, end));
    if (to < end) stops.add(to);
  }
  const given = settings.slice();
  const valuesAt = (setting: SettingSite, t: number): readonly number[] => {
    const { addresses, standards } = setting;
    const last = held.get(setting)?.findLast(({ from, to }) => from <= t && t < to);
    if (last) return addresses.map(() => last.level);
    return given.findLast((s) => s.addresses === addresses)?.values ?? standards;
  };
  const turnsOf = (own: readonly Held[]): Set<number> =>
    new Set(own.flatMap(({ from, to }) => [from, to]).filter((t) => t > start));
  for (const [setting, own] of held) {
    const { addresses } = setting;
    if (own.some(({ from }) => from <= start)) settings.push({ addresses, values: valuesAt(setting, start) });
    for (const at of turnsOf(own)) act(at, { kind: "set", addresses, values: valuesAt(setting, at) });
  }
  for (const { name, pipette } of assembly.electrodes) {
    if (!pipette) continue;
    const numberAt = (what: "seriesResistance" | "capacitance" | "responseTime", t: number): number =>
      valuesAt(settingOf(assembly, `${name}.${what}`), t)[0] as number;
    const own = [...held].flatMap(([setting, list]) => (setting.name.startsWith(`${name}.`) ? list : []));
    for (const t of [start, ...turnsOf(own)]) {
      checkPipette(`${where}, ${name}`, {
        seriesResistance: numberAt("seriesResistance", t), capacitance: numberAt("capacitance", t),
        ...(pipette.responseTime !== undefined && { responseTime: numberAt("responseTime", t) }),
      }, pipette.link !== undefined);
    }
  }
  for (const { point, at, weight = 1 } of [...all.events, ...(trial.events ?? [])]) {
    const index = assembly.points.findIndex(({ name }) => name === point);
    const found = assembly.points[index];
    const known = list(assembly.points.filter((p) => p.receives).map(({ name }) => name));
    if (!found?.receives) {
      throw misuse("name-unknown", { what: "point process that receives events", name: point, known });
    }
    const time = onGrid(quantity(at, "ms", `event at ${point}`));
    if (!Number.isFinite(weight)) {
      throw misuse("out-of-range", { what: `event at ${point}, weight`, expected: "a number", found: weight });
    }
    if (time < start) {
      throw misuse(
        "out-of-range", { what: `event at ${point}`, expected: `not before ${start} ms`, found: `${time} ms` },
      );
    }
    if (time >= end) late++;
    act(time, { kind: "event", point: index, weight });
  }
  const sorted = Float64Array.from(stops).sort();
  return { number, stops: sorted, actions, levels, ramps, settings, late, strange: [...strange] };
}

function settingOf(assembly: Assembly, name: string): SettingSite {
  const setting = assembly.settings.find((s) => s.name === name);
  if (!setting) {
    throw misuse("name-unknown", { what: "setting", name, known: list(assembly.settings.map((s) => s.name)) });
  }
  return setting;
}

/** The sum of levels at `time`; of a voltage clamp, the last given; undefined when there is none. */
export function levelAt(levels: readonly Level[], time: number, sum: boolean): number | undefined {
  let value: number | undefined;
  for (const { from, to, start, end } of levels) {
    if (time < from || time >= to) continue;
    const level = start === end ? start : start + ((end - start) * (time - from)) / (to - from);
    value = sum ? (value ?? 0) + level : level;
  }
  return value;
}

/** Streams of a trial: two a point process, for gating and for what events bring. */
export function pointStreams(
  seed: number, trial: number, point: number,
): { gating: ReturnType<typeof randomStream>; events: ReturnType<typeof randomStream> } {
  return { gating: randomStream(seed, trial, 2 * point), events: randomStream(seed, trial, 2 * point + 1) };
}
