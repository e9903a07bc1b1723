/**
 * A whole experiment as a script writes it, small, in which everything that could differ between machines takes part:
 * the cell, release and channels by chance, dye, photons, the detector's and the amplifier's noise, a drug. The same
 * module runs in Node and in the browser.
 */
import { ca1Pyramidal, lineScan, protocol, runWithTruth, toProtocol } from "#experiment";
import type { Protocol } from "#protocol";
import type { Recording } from "#recording";
import type { Truth } from "#rig";

const cell = ca1Pyramidal({
  dye: { name: "OGB-1", concentration: "200 µM" }, structuralDye: { name: "Alexa Fluor 594", concentration: "50 µM" },
  temperature: "34 °C", gating: "stochastic", atp: "0 mM",
});
const spine = cell.spineAt({ dendrite: "oblique", distance: "120 µm", draw: 5 });
const epsp = protocol.epsp(spine, { at: "20 ms", count: 2, frequency: "66 Hz" });

function experiment(trials: number) {
  return {
    conditions: { EPSP: epsp, paired: [epsp, protocol.actionPotential({ at: "25 ms" })] },
    solutions: { control: {}, APV: { drugs: { "D-APV": "50 µM" }, wait: "3 min" } },
    imaging: lineScan(spine, { lines: "500 Hz", duration: "100 ms" }), trials, seed: 11,
  } as const;
}

/** Of 4 · `trials` trials. */
export const sessionProtocol = (trials: number): Protocol => toProtocol(cell, experiment(trials));

/** SHA-256 of every count, sample and traced quantity of the experiment, run on this thread in slices. */
export async function sessionDigest(trials: number): Promise<string> {
  const { recording, truth } = await runWithTruth(cell, experiment(trials));
  return digestOfSession(recording, truth);
}

export async function digestOfSession({ lineScans, sweeps }: Recording, truth: Truth): Promise<string> {
  const arrays = [
    ...lineScans.flatMap((scan) => scan.trials.flatMap(({ pixels }) => pixels.filter((counts) => counts !== null))),
    ...sweeps.map(({ samples }) => samples), ...truth.trials.flatMap(({ traces }) => traces),
  ].map((array) => new Uint8Array(array.buffer, array.byteOffset, array.byteLength));
  const all = new Uint8Array(arrays.reduce((sum, { length }) => sum + length, 0));
  arrays.reduce((at, bytes) => {
    all.set(bytes, at);
    return at + bytes.length;
  }, 0);
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", all));
  return [...hash].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
