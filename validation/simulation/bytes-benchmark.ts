/**
 * The cell of `bench:neuron` (bench/neuron/MODEL.md), with chance: calcium channels of the head are counted one by one, and
 * the synapse releases by the law of the model's terminals. Ten trials as long as the second input and the first current
 * pulse want it. The same module runs in Node and in the browser.
 */
import type { Cell, Request, Trial } from "#engine";
import { fiveStateCalcium, releases, terminalOf } from "#model";
import { randomStream } from "#random";
import { cell as benchmark, request } from "../../bench/neuron/cell.js";
import { STEPS, type Stepping } from "./bytes-model.js";

const SEED = 1999;
/** Of the engine's own streams of a trial, two a point process, none is as high. */
const RELEASE_STREAM = 1000;
/** ms: presynaptic spikes, when MODEL.md has its inputs. */
const SPIKES = Array.from({ length: 10 }, (_, pulse) => 20 + 40 * pulse + 0.005);
const CHANNELS = 10;

const cell: Cell = {
  ...benchmark,
  points: [
    ...(benchmark.points ?? []),
    { name: "channels", mechanism: fiveStateCalcium, at: { section: "head" }, channels: CHANNELS },
  ],
};

const terminal = terminalOf({});

function trial(number: number): Trial {
  const { releases: released } = releases({
    spikes: SPIKES, probability: 0.6, bath: { calcium_mM: 2, magnesium_mM: 1 }, terminal,
    random: randomStream(SEED, number, RELEASE_STREAM),
  });
  return { number, events: released.map(({ time, weight }) => ({ point: "synapse", at: `${time} ms`, weight })) };
}

export function benchmarkRequest(step: Stepping, { trials = 10, duration = "65 ms" } = {}): Request {
  const { probes, ...plain } = request(STEPS[step], trials);
  return {
    ...plain, cell, duration, seed: SEED,
    trials: Array.from({ length: trials }, (_, number) => trial(number)),
    probes: {
      ...probes,
      channels: { of: "channels.open", every: "0.1 ms" },
      synapse: { of: "synapse.current", every: "0.1 ms" },
      neck: { of: "calciumPool.ca", at: { section: "neck" }, every: "0.1 ms" },
    },
  };
}
