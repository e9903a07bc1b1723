/**
 * How long does the electrical part of the rig's trial take here, and in NEURON: the whole CA1 cell of `bench:rig` with its
 * channels, the receptors of one spine and of twenty contacts elsewhere, five shocks and five action potentials in one
 * second? Without calcium, pipette and microscope on either side. README.md has the answers.
 *
 *     node dist/bench/rig-neuron.js FOLDER [rounds, 5 by default]
 *
 * FOLDER is what neuron/environment.sh made. Voltages are compared first; programs then run in turn.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { prepare, scheduler, trialRunner, type MembranePlacement, type Portion, type Request, type Step } from "radiatum/engine";
import { ampa, nmda, placeOf, sitesOn, typicalSpine } from "radiatum/model";
import { compartmentsOf, type Compartment } from "radiatum/morphology";
import { readProtocol } from "radiatum/protocol";
import { bodyOf } from "radiatum/rig";
import { quantityIn } from "radiatum/units";
import { start } from "./neuron/program.js";

const [folder = "", rounds = "5"] = process.argv.slice(2).filter((word) => !word.startsWith("--"));
const protocolFile = new URL("../../examples/protocols/pairing.yaml", import.meta.url);
const protocol = readProtocol(readFileSync(protocolFile), { file: "pairing.yaml" });
const { neuron, spines, settings } = bodyOf(protocol);
const [spine] = spines;
if (!spine) throw new Error("broken invariant: the protocol has a spine");

/** Trials that differ, which lanes take side by side. */
const TRIALS = 16;
const DURATION = 1000;
const PULSES = [0, 1, 2, 3, 4].map((k) => Number((203 + (1000 / 66) * k).toFixed(3)));
const SHOCKS = PULSES.map((at) => Number((at - 3).toFixed(3)));

const typical = typicalSpine(settings);
const contacts = [
  { section: spine.body.head, at: 0.5, ampa: spine.draw.ampa, nmda: spine.draw.nmda },
  ...sitesOn(neuron, "oblique", 20, protocol.seed).map((site) => {
    const { section, at } = placeOf(neuron, site);
    return { section, at, ampa: typical.ampa, nmda: typical.nmda };
  }),
];
/** A third of the contacts release at each shock, others in the next trial. */
const releases = Array.from({ length: TRIALS }, (_, trial) => SHOCKS.flatMap((at, shock) =>
  contacts.flatMap((_, contact) => ((contact + shock + trial) % 3 === 0 ? [[contact, at] as const] : []))));

/** What a quantity is in the unit that NEURON takes. */
const inUnit = (text: string, unit: string): number => quantityIn(text, unit, "a parameter") / coherent(unit);
/** What one of a unit is in coherent ones; a plain number is itself. */
const coherent = (unit: string): number => (unit === "1" ? 1 : quantityIn(`1 ${unit}`, unit, "a unit"));

function membraneFor(placements: readonly MembranePlacement[]): object[] {
  const { compartments } = compartmentsOf(neuron.sections);
  // A number that is computed place by place is in coherent units already.
  const of = (value: unknown, c: Compartment, unit: string): number => {
    const found: unknown = typeof value === "function" ? (value as (c: Compartment) => unknown)(c) : value;
    if (typeof found === "number") return found / coherent(unit);
    return unit === "1" ? Number(found) : inUnit(String(found), unit);
  };
  return placements.flatMap(({ mechanism, in: where, with: values = {} }) => compartments.flatMap((c) => {
    if (c.area === 0 || !(where === "everywhere" || (typeof where === "function" && where(c)))) return [];
    return [{
      mechanism: mechanism.name, section: c.section, at: c.at,
      g: of(values["gMax"], c, "S/cm²"), e: of(values["reversal"], c, "mV"),
      ...(values["remaining"] === undefined ? {} : { remaining: of(values["remaining"], c, "1") }),
    }];
  }));
}

/** K */
const temperature = inUnit(String(neuron.membrane.find(({ mechanism }) => mechanism.name === "pyramidalSodium")?.with?.["temperature"]), "K");
const pace = (q10: number, at: number): number => q10 ** ((temperature - at) / 10);
const fRT = 96485.33212 / 8.314462618 / temperature / 1000;
const magnesium = inUnit(settings["nmda.magnesium"] ?? "2 mM", "mM");

const cell = {
  sections: neuron.sections.map(({ name, parent, points, axialResistivity, capacitance, compartments }) => ({
    name, parent: parent ?? null, axialResistivity, capacitance, compartments, points: points.map(({ at, diameter }) => [at, diameter]),
  })),
  membrane: membraneFor(neuron.membrane),
  globals: {
    fRT_rigna: fRT, fRT_rigkdr: fRT, fRT_rigkap: fRT, fRT_rigkad: fRT, mg_RigNmda: magnesium,
    pace_rigna: pace(2, 297.15), pace_rigkap: pace(5, 297.15), pace_rigkad: pace(5, 297.15),
    pace_RigAmpa: pace(2.4, 305.15), rising_RigNmda: pace(2.2, 305.15), falling_RigNmda: pace(3, 305.15),
  },
  contacts: contacts.map((contact) => ({ ...contact, ampa: contact.ampa / 1000, nmda: contact.nmda / 1000 })),
  soma: neuron.soma, head: { section: spine.body.head },
  pulses: PULSES.map((at) => [at, 3, 1.6]),
  trials: releases, duration: DURATION, rest: neuron.rest_mV,
};

const kelvin = `${temperature} K`;
const request = (step: Step): Request => ({
  cell: {
    sections: neuron.sections, membrane: neuron.membrane, start: neuron.start,
    points: contacts.flatMap(({ section, at, ampa: fast, nmda: slow }, k) => [
      { name: `fast ${k}`, mechanism: ampa, at: { section, at }, with: { gMax: `${fast} nS`, temperature: kelvin } },
      { name: `slow ${k}`, mechanism: nmda, at: { section, at }, with: { gMax: `${slow} nS`, temperature: kelvin, magnesium: `${magnesium} mM` } },
    ]),
    electrodes: [{ name: "pipette", kind: "current clamp", at: { section: neuron.soma.section, at: neuron.soma.at } }],
  },
  duration: `${DURATION} ms`, step,
  // As the rig has them.
  tables: { low: "-150 mV", high: "100 mV", width: "0.5 mV" },
  trials: releases.map((all) => ({
    events: all.flatMap(([contact, at]) => [`fast ${contact}`, `slow ${contact}`].map((point) => ({ point, at: `${at} ms`, weight: 1 }))),
    commands: PULSES.map((at) => ({ electrode: "pipette", from: `${at} ms`, to: `${at + 3} ms`, level: "1600 pA" })),
  })),
  probes: {
    soma: { of: "v", at: { section: neuron.soma.section, at: neuron.soma.at }, every: "0.1 ms" },
    head: { of: "v", at: { section: spine.body.head }, every: "0.1 ms" },
  },
});

interface Turn { readonly cpu_ms: number; readonly soma: ArrayLike<number>; readonly head: ArrayLike<number> }

/** Runs trials from `first` on, as often as asked. */
function ours(step: Step): (first: number, count: number) => Turn {
  const asked = request(step);
  const prepared = prepare(asked);
  const runner = trialRunner(prepared);
  const schedule = scheduler(prepared);
  const all = asked.trials as Exclude<Request["trials"], number | undefined>;
  return (first, count) => {
    const places = Array.from({ length: count }, (_, k) => first + k);
    const before = process.cpuUsage();
    const run = runner.run(places[Symbol.iterator](), (place) => schedule({ ...all[place % TRIALS], number: place }, place));
    let done = run.next();
    while (done.done !== true) done = run.next();
    const portion: Portion = done.value;
    const { user, system } = process.cpuUsage(before);
    const last = portion.orders.indexOf(first + count - 1);
    const trace = (k: number): Float64Array => Float64Array.from(portion.samples[k]?.[last] ?? []);
    return { cpu_ms: (user + system) / 1000 / count, soma: trace(0), head: trace(1) };
  };
}

/** Largest difference in mV, within the spikes' steep flanks and apart from them, and of the spikes' times in ms. */
function apart(mine: ArrayLike<number>, its: ArrayLike<number>): { away_mV: number; spikes_ms: number; spikes: number } {
  const crossings = (v: ArrayLike<number>): number[] => Array.from(v).flatMap((value, i) => {
    const before = v[i - 1] ?? Infinity;
    return before < -20 && value >= -20 ? [(i - 1 + (-20 - before) / (value - before)) * 0.1] : [];
  });
  const [a, b] = [crossings(mine), crossings(its)];
  let away = 0;
  for (let i = 0; i < Math.min(mine.length, its.length); i++) {
    if (a.concat(b).some((at) => i * 0.1 > at - 1 && i * 0.1 < at + 4)) continue;
    away = Math.max(away, Math.abs((mine[i] as number) - (its[i] as number)));
  }
  const spikes = a.length === b.length ? Math.max(0, ...a.map((at, k) => Math.abs(at - (b[k] as number)))) : Infinity;
  return { away_mV: away, spikes_ms: spikes, spikes: a.length };
}

const spread = (values: readonly number[]): { median: number; least: number; most: number } => {
  const sorted = [...values].sort((a, b) => a - b);
  return { median: sorted[Math.floor(sorted.length / 2)] as number, least: sorted[0] as number, most: sorted.at(-1) as number };
};

const scratch = mkdtempSync(join(tmpdir(), "rig-neuron-"));
try {
  writeFileSync(join(scratch, "cell.json"), JSON.stringify(cell));
  const model = new URL("../../bench/neuron/rig_model.py", import.meta.url).pathname;
  const neuronProgram = await start(join(folder, "venv/bin/python"), [model, join(folder, "rig"), join(scratch, "cell.json")]);
  const asked = async (command: string): Promise<Turn> => (await neuronProgram.ask(command)) as unknown as Turn;
  const fixed = ours({ kind: "fixed", dt: "0.025 ms" });
  const adaptive = ours({ kind: "adaptive", tolerance: "0.01 mV" });
  const reference = await asked("cvode 1e-5 0 1");
  const contestants: Record<string, { readonly trials: number; readonly turn: () => Turn | Promise<Turn> }> = {
    "Radiatum, adaptive, 0.01 mV, as the rig": { trials: TRIALS, turn: () => adaptive(1, TRIALS) },
    "Radiatum, fixed 0.025 ms": { trials: TRIALS, turn: () => fixed(1, TRIALS) },
    "NEURON, fixed 0.025 ms": { trials: 2, turn: () => asked("fixed 0.025 15 2") },
    "NEURON, fixed 0.025 ms, secondorder = 2": { trials: 2, turn: () => asked("second 0.025 15 2") },
    "NEURON, CVODE, atol 0.003": { trials: 2, turn: () => asked("cvode 0.003 15 2") },
  };
  // Everyone's last trial is number 16, which is number 0 again: what the reference ran.
  const times: Record<string, number[]> = {};
  const accuracy: Record<string, object> = {};
  const names = Object.keys(contestants);
  for (let round = -1; round < Number(rounds); round++) {
    for (let k = 0; k < names.length; k++) {
      const name = names[(k + Math.max(0, round)) % names.length] as string;
      const turn = await (contestants[name] as (typeof contestants)[string]).turn();
      if (round < 0) accuracy[name] = { soma: apart(turn.soma, reference.soma), head: apart(turn.head, reference.head) };
      else (times[name] ??= []).push(turn.cpu_ms);
    }
  }
  await neuronProgram.stop();
  const base = times[names[0] as string] as number[];
  const found = {
    neuron: neuronProgram.facts, node: process.version, compartments: compartmentsOf(neuron.sections).compartments.length,
    cpu_ms_per_trial: Object.fromEntries(names.map((name) => [name, {
      ...spread(times[name] as number[]), overOurs: spread((times[name] as number[]).map((ms, round) => ms / (base[round] as number))),
    }])),
    accuracy,
  };
  console.log(JSON.stringify(found, null, 2));
} finally {
  rmSync(scratch, { recursive: true });
}
