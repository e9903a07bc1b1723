import { describe, expect, test } from "vitest";
import { chosen, mechanism, mechanismFromText, simulate, writeText, type Mechanism } from "#engine";
import { cylinder } from "#morphology";
import { withBook } from "./calcium-book.js";
import { calciumPool } from "./calcium-pool.js";
import { proteinCalcium } from "./protein-calcium.js";
import { mobileBufferCalcium, spineCalcium } from "./spine-calcium.js";

const source = chosen("to test the book");
const influx = mechanism("influx", {
  placed: "over membrane", parameters: { density: ["0.002 pA/µm²", source], leak: ["0.01 nS/µm²", source], reversal: ["-65 mV", source] },
  reads: { v: "mV" }, states: {},
  current: (_, { v }, p) => ({ total: p.leak * (v - p.reversal) - p.density, ca: -p.density }),
});

/** 25 ms of influx into a single volume: what is missing from the book, over what entered; and how much was cleared, too. */
function missing(pool: Mechanism): { readonly share: number; readonly cleared: number } {
  const { mechanism: booked, held } = withBook(pool);
  const amounts: Readonly<Record<string, number>> = { ...held, entered: -1, cleared: 1 };
  const { traces } = simulate({
    cell: {
      sections: [cylinder({ name: "soma", kind: "soma", length: 4, diameter: 2, compartments: 1, axialResistivity: 100, capacitance: 1 })],
      membrane: [{ mechanism: influx, in: "everywhere" }], pools: [{ mechanism: booked, in: "everywhere" }], start: "-65 mV",
    },
    duration: "25 ms",
    probes: Object.fromEntries(Object.keys(amounts).map((state) => [state, { of: `${booked.name}.${state}`, at: { section: "soma" }, every: "25 ms" }])),
  });
  const grown = (state: string): number => {
    const samples = traces[state]?.trials[0] as Float64Array;
    return (samples[1] as number) - (samples[0] as number);
  };
  const off = Object.entries(amounts).reduce((sum, [state, ions]) => sum + ions * grown(state), 0);
  return { share: Math.abs(off) / grown("entered"), cleared: grown("cleared") / grown("entered") };
}

describe("a pool with its book kept", () => {
  test.each([spineCalcium, mobileBufferCalcium, proteinCalcium])("$name gains what entered less what was cleared, to 10⁻¹⁰", (pool) => {
    const { share, cleared } = missing(pool);
    expect(share).toBeLessThan(1e-10);
    expect(cleared).toBeGreaterThan(0.01);
  });

  test("a pool that loses 1 % of what the buffer takes doesn't balance", () => {
    const data = writeText(spineCalcium);
    const leaky = mechanismFromText({ ...data, equations: data.equations.replace("d bufferCa/dt = binding", "d bufferCa/dt = 0.99 · binding") });
    expect(missing(leaky).share).toBeGreaterThan(1e-3);
  });

  test("a pool of which nobody said what its states hold is our own mistake", () => {
    expect(() => withBook(calciumPool)).toThrow(/broken invariant: .*calciumPool/);
  });
});
