/** What a dye shows over calcium, against the binding isotherm: brightness from the engine's species. */
import { simulate, type Cell } from "#engine";
import { dyeBrightness, dyes, dyeSettings, proteinCalcium, spineCalcium, type Dye } from "#model";
import { cylinder } from "#morphology";
import { judged, type EvidenceRow } from "../simulation/evidence.js";

/** µM */
const LEVELS = [0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30, 100] as const;
const MAGNESIUM_MM = 0.7;
const TOTAL = 100;

/**
 * One volume whose clearance drives calcium to a new resting level while the dye follows with its own rates, until both
 * stand still: 400 ms, of GCaMP6f 6 s. The start is 75 nM, so nothing is at its end to begin with.
 */
function shown(dye: Dye): number[] {
  const protein = dye.kind === "protein";
  const mechanism = protein ? proteinCalcium : spineCalcium;
  const { name } = mechanism;
  const own = Object.entries(dyeSettings(dye)).flatMap(([key, text]) =>
    key.startsWith(`${name}.`) ? [[key.slice(name.length + 1), text] as const] : [],
  );
  const cell: Cell = {
    sections: [
      cylinder({
        name: "box",
        kind: "box",
        length: 1,
        diameter: 1,
        axialResistivity: 150,
        capacitance: 1,
        compartments: 1,
      }),
    ],
    membrane: [],
    start: "-70 mV",
    pools: [
      {
        mechanism,
        in: "everywhere",
        with: {
          bindingRatio: "0",
          clearance: "20 /ms",
          dyeTotal: `${TOTAL} µM`,
          ...(!protein && { magnesiumInside: `${MAGNESIUM_MM} mM` }),
          ...Object.fromEntries(own),
        },
      },
    ],
  };
  const duration = protein ? "6000 ms" : "400 ms";
  const { traces } = simulate({
    cell,
    duration,
    settle: "1 ms",
    step: { kind: "fixed", dt: "0.5 ms" },
    trials: LEVELS.map((level) => ({ commands: [{ setting: `${name}.resting`, from: "0 ms", level: `${level} µM` }] })),
    probes: { bound: { of: `${name}.dyeCa`, at: { section: "box" }, every: duration } },
  });
  const { free, bound } = dyeBrightness(dye);
  return traces.bound.trials.map(
    (trace) => free * (TOTAL - (trace.at(-1) as number)) + bound * (trace.at(-1) as number),
  );
}

/** GCaMP6f's half and Hill slope, as published; its scheme meets both at half, and other points nearly. */
const PUBLISHED = { half: 0.375, slope: 2.27 };

/** F at [Ca]: the isotherm of one site, or Hill's curve. */
function isotherm(dye: Dye, calcium: number): number {
  const { free, bound } = dyeBrightness(dye);
  return TOTAL * (free + (bound - free) * shareBound(dye, calcium));
}

function shareBound(dye: Dye, calcium: number): number {
  if (dye.kind !== "buffer") return 1 / (1 + (PUBLISHED.half / calcium) ** PUBLISHED.slope);
  const number = (name: "half" | "magnesium"): number => Number.parseFloat(dye.numbers.all[name].text);
  return calcium / (calcium + number("half") * (1 + number("magnesium") * MAGNESIUM_MM));
}

export function dyeBindingRows(): EvidenceRow[] {
  return dyes
    .filter(({ kind }) => kind !== "structural")
    .map((dye) => {
      const found = shown(dye);
      const range = isotherm(dye, 1e6) - isotherm(dye, 1e-9);
      const off = Math.max(...LEVELS.map((level, i) => Math.abs((found[i] as number) - isotherm(dye, level)) / range));
      const protein = dye.kind === "protein";
      return judged(
        `${dye.name}: light from 10 nM to 100 µM Ca²⁺ against ${protein ? "Hill's curve" : "its isotherm"}, by its range`,
        protein ? "Chen 2013" : "closed form",
        100 * off,
        protein ? 5 : 0.01,
        "%",
      );
    });
}
