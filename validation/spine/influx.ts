/** One action potential's calcium: what the permeability was chosen for, and Sabatini, Oertner & Svoboda's spines. */
import { simulate, type Cell, type Request } from "#engine";
import { dyeBrightness, dyeNamed, dyeSettings, parameterSet, parameterSetNames, parameterTable, type Settings } from "#model";
import { judged, leftOut, oracleFolder, told, verdictOf, type EvidenceRow } from "../simulation/evidence.js";
import { readSpec, referenceCell, type ReferenceOptions, type Spec } from "./reference-cell.js";
import { holdingCurrent } from "./reference-traces.js";

const HEAD = { section: "head" };
const SHAFT = { section: "sh" };
const SOMA = { section: "soma 0" };
/** ms */
const SPIKE_AT = 20;

/** A number of the model as it is printed. */
const own = (name: string): string => parameterTable().find((row) => row.name === name)?.value as string;

/** Permeability and pool of a named set, with what the model has where the set says nothing. */
function chosenSet(name: string, more: Settings = {}): Settings {
  return {
    "highThreshold.permeability": own("highThreshold.permeability"),
    "spineCalcium.bindingRatio": own("spineCalcium.bindingRatio"),
    "spineCalcium.dyeTotal": "0 µM",
    ...parameterSet(name),
    ...more,
  };
}

/** Free calcium, and calcium-bound dye. */
type Spike = Readonly<Record<"head" | "shaft" | "headDye" | "shaftDye", Float64Array>>;

/** Calcium and bound dye of head and shaft around one action potential of a cell held at −80 mV, every 0.1 ms. */
function actionPotential(spec: Spec, options: ReferenceOptions, duration: number): Spike {
  const base = referenceCell(spec, { calciumInVoltage: true, ...options });
  const request: Request = {
    cell: { ...base, electrodes: [{ name: "pipette", kind: "current clamp", at: SOMA }] },
    duration: `${duration} ms`,
    settle: "400 ms",
    step: { kind: "adaptive", tolerance: "0.001 mV" },
    commands: [
      { electrode: "pipette", level: `${holdingCurrent(base)} pA` },
      { electrode: "pipette", from: `${SPIKE_AT} ms`, to: `${SPIKE_AT + 3} ms`, level: "1600 pA" },
    ],
    probes: {
      head: { of: "spineCalcium.ca", at: HEAD, every: "0.1 ms" },
      shaft: { of: "spineCalcium.ca", at: SHAFT, every: "0.1 ms" },
      headDye: { of: "spineCalcium.dyeCa", at: HEAD, every: "0.1 ms" },
      shaftDye: { of: "spineCalcium.dyeCa", at: SHAFT, every: "0.1 ms" },
    },
  };
  const { traces } = simulate(request);
  const of = (name: string): Float64Array => traces[name]?.trials[0] as Float64Array;
  return { head: of("head"), shaft: of("shaft"), headDye: of("headDye"), shaftDye: of("shaftDye") };
}

const before = (trace: Float64Array): number => trace[10 * SPIKE_AT] as number;
const rise = (trace: Float64Array): number => trace.reduce((a, b) => Math.max(a, b)) - before(trace);

/** ms in which the later fall, from 80 to 30 % of the rise, goes to 1/e. */
function decayTime(trace: Float64Array): number {
  const top = trace.reduce((best, x, i) => (x > (trace[best] as number) ? i : best), 0);
  const crossing = (share: number): number => {
    for (let i = top; i < trace.length; i++)
      if ((trace[i] as number) - before(trace) < share * rise(trace)) return 0.1 * i;
    return Infinity;
  };
  return (crossing(0.3) - crossing(0.8)) / Math.log(0.8 / 0.3);
}

/** Nothing that binds or clears, and nothing that leaves: what comes in stays free. */
const kept: Settings = {
  "spineCalcium.bindingRatio": "0",
  "spineCalcium.clearance": "0 /ms",
  "spineCalcium.diffusion": "0 µm²/ms",
};

/** What each set's permeability was chosen for, or in `base` comes to by its fit: the influx of one action potential, its current in the voltage. */
export function influxRows({ only = parameterSetNames }: { readonly only?: readonly string[] } = {}): EvidenceRow[] {
  const folder = oracleFolder();
  if (folder === undefined) return leftOut("influx of one action potential");
  const spec = readSpec(folder);
  const chosenFor: Readonly<Record<string, number>> = { base: 71, "yuste-calibration": 308, "sabatini-2002": 30 };
  return only.map((name) => {
    const wanted = chosenFor[name] as number;
    const { head } = actionPotential(spec, { settings: chosenSet(name, kept) }, 60);
    const found = (head.at(-1) as number) - before(head);
    return judged(
      `${name}: one action potential from −80 mV brings ${found.toPrecision(4)} µM into the reference head`,
      `${wanted} µM`,
      (100 * (found - wanted)) / wanted,
      1,
      "%",
    );
  });
}

/** A measured range, and whether ours lies in it; what doesn't is told: a model's failure, not the engine's. */
function against(what: string, found: number, [low, high]: readonly [number, number], unit: string): EvidenceRow {
  const within = found >= low && found <= high;
  const name = `${what}: ours ${Number(found.toPrecision(3))} ${unit}`;
  return within
    ? { case: name, reference: "measured", error: "", tolerance: `${low}–${high}`, verdict: verdictOf(true) }
    : told(`${name}, outside what was measured, ${low} to ${high}`, "measured", "");
}

/** NMDA calcium of one release in a head held at one voltage: rise of free calcium, and bound dye, µM. */
function synaptic(
  spec: Spec,
  mV: number,
  settings: Settings,
  temperature: number,
): { free: number; dye: Float64Array } {
  const whole = referenceCell(spec, { settings, temperature });
  // A caesium cell: what would open with voltage is left out, and the shaft is clamped.
  const cell: Cell = {
    ...whole,
    start: `${mV} mV`,
    membrane: whole.membrane.filter(({ mechanism }) => mechanism.name === "passiveLeak"),
    electrodes: [{ name: "clamp", kind: "voltage clamp", at: SHAFT, pipette: { seriesResistance: "1 MΩ" } }],
  };
  const { traces } = simulate({
    cell,
    duration: "250 ms",
    settle: "100 ms",
    step: { kind: "adaptive", tolerance: "0.003 mV" },
    commands: [{ electrode: "clamp", level: `${mV} mV` }],
    events: [{ point: "nmda 0", at: `${SPIKE_AT} ms` }],
    probes: {
      ca: { of: "spineCalcium.ca", at: HEAD, every: "0.1 ms" },
      dye: { of: "spineCalcium.dyeCa", at: HEAD, every: "0.1 ms" },
    },
  });
  return { free: rise(traces.ca.trials[0] as Float64Array), dye: traces.dye.trials[0] as Float64Array };
}

/** Rise of calcium as a dye of one site reports it, as if in equilibrium: K_D·(share bound)/(share free), nM. */
function reported(dyeName: string, total: number, bound: Float64Array): number {
  const dye = dyeNamed(dyeName);
  if (dye.kind !== "buffer") throw new Error(`${dyeName} has more than one site`);
  const half = Number.parseFloat(dye.numbers.all.half.text);
  return 1000 * rise(bound.map((x) => (half * x) / (total - x)));
}

/** Peak ΔF/F, %. */
function deltaF(dyeName: string, total: number, bound: Float64Array): number {
  const { free, bound: bright } = dyeBrightness(dyeNamed(dyeName));
  const light = (of: number): number => free * (total - of) + bright * of;
  const atRest = light(before(bound));
  return (100 * (light(before(bound) + rise(bound)) - atRest)) / atRest;
}

/** Under their conditions: 34 °C, 2 mM Ca²⁺, 1 mM Mg²⁺, the set that has their κ and influx. */
export function sabatiniRows(): EvidenceRow[] {
  const folder = oracleFolder();
  if (folder === undefined) return leftOut("Sabatini, Oertner & Svoboda 2002");
  const spec = readSpec(folder);
  const temperature = 34;
  const magnesium = { "nmda.magnesium": "1 mM" };
  const settings = chosenSet("sabatini-2002", magnesium);
  const withDye = (name: string, total: number): Settings => ({
    ...settings,
    ...dyeSettings(dyeNamed(name)),
    "spineCalcium.dyeTotal": `${total} µM`,
  });
  const bare = actionPotential(spec, { settings, temperature }, 120);
  const oregon = actionPotential(spec, { settings: withDye("OGB-1", 20), temperature }, 200);
  const green = actionPotential(spec, { settings: withDye("MgGreen", 100), temperature }, 120);
  const [at0, at70] = [0, -70].map((mV) => synaptic(spec, mV, settings, temperature).free) as [number, number];
  const greenAt0 = synaptic(spec, 0, withDye("MgGreen", 100), temperature).dye;
  const [spine, shaft] = [reported("OGB-1", 20, oregon.headDye), reported("OGB-1", 20, oregon.shaftDye)];
  const title = "Sabatini et al. 2002";
  return [
    against(`${title}: free calcium of one action potential without dye (V01)`, rise(bare.head), [1, 2.6], "µM"),
    against(`${title}: the same, extrapolated from spines with dye (V02)`, rise(bare.head), [0.6, 8.2], "µM"),
    against(`${title}: its decay without dye, spine (V04)`, decayTime(bare.head), [8, 20], "ms"),
    against(`${title}: its decay without dye, dendrite (V05)`, decayTime(bare.shaft), [10, 20], "ms"),
    against(`${title}: with 20 µM OGB-1, as the dye reports it, spine (V06)`, spine, [277, 779], "nM"),
    against(`${title}: with 20 µM OGB-1, as the dye reports it, shaft (V06)`, shaft, [262, 540], "nM"),
    against(`${title}: with 20 µM OGB-1, spine over shaft (V06)`, spine / shaft, [1, 2], "×"),
    against(
      `${title}: 100 µM magnesium green, one action potential, ΔF/F (V08)`,
      deltaF("MgGreen", 100, green.headDye),
      [3.5, 9.9],
      "%",
    ),
    against(`${title}: NMDA calcium at 0 mV over that at −70 mV (V07)`, at0 / at70, [7.1, 12.8], "×"),
    against(
      `${title}: 100 µM magnesium green, one release at 0 mV, ΔF/F (V08)`,
      deltaF("MgGreen", 100, greenAt0),
      [36, 69],
      "%",
    ),
    told(
      `${title}: NMDA calcium of one release at −70 and 0 mV, theirs 0.7 and 12 µM (V07)`,
      "0.7, 12 µM",
      `${at70.toPrecision(2)}, ${at0.toPrecision(2)}`,
    ),
  ];
}
