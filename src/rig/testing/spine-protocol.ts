/** One spine and a short trial, for tests: what a test is about stands in the test. */
import { protocolOf, type Protocol } from "#protocol";
import { simulateHere, type Simulated, type SimulateOptions } from "../simulate.js";
import type { Truth } from "../truth.js";

/** ms from the start of a trial to what is done in it. */
export const AT = 20;

/** One action potential in each of two trials of 80 ms, unless `changes` say otherwise, field by field. */
export function spineProtocol(changes: Readonly<Record<string, unknown>> = {}): Protocol {
  return protocolOf({
    name: "test", seed: 5, trials: 2, duration: "80 ms",
    pipette: { dye: "calcium green-1 200 µM" },
    stimuli: { AP: { kind: "action potentials", at: `${AT} ms` } },
    imaging: { kind: "line scan", period: "2 ms", pixels: 24, length: "4 µm" },
    ...changes,
  });
}

/** Where 16 bits and a picture without noise show what the light was. */
export const noiselessLight = {
  detector: { bits: 16, countsPerPhoton: 0.001, readNoise: 0, excessNoise: 1, backgroundRate: "0 /ms" },
  set: { "microscope.brightness": "60000000 /µM/µm³/ms" },
} as const;

export function simulateWithTruth(
  protocol: Protocol, options: SimulateOptions = {},
): Simulated & { readonly truth: Truth; readonly traceOf: (trial: number, name: string) => Float32Array } {
  const { recording, truth } = simulateHere(protocol, { ...options, truth: true });
  if (!truth) throw new Error("the truth was asked for");
  const traceOf = (trial: number, name: string): Float32Array => {
    const found = truth.trials[trial]?.traces[truth.quantities.findIndex((quantity) => quantity.name === name)];
    if (!found) throw new Error(`the truth has no ${name} in trial ${trial}`);
    return found;
  };
  return { recording, truth, traceOf };
}

/** Sum over samples, by which traces of one kind are compared. */
export const total = (values: ArrayLike<number>): number => Array.from(values).reduce((sum, x) => sum + x, 0);
export const highest = (values: ArrayLike<number>): number =>
  Array.from(values).reduce((most, x) => Math.max(most, x), -Infinity);
