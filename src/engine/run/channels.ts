import type { RandomStream } from "#random";
import type { Assembly } from "../assembly/assembly.js";
import { fieldOffset } from "../assembly/cable.js";
import { LANES } from "../kernel/index.js";
import { binomial, channelStep, transitionProbabilities } from "../stochastic/index.js";
import { laneReader, type LaneReader } from "./evaluation.js";

const VOLTAGE_WITHIN = fieldOffset("vTheta");

type Channels = NonNullable<Assembly["points"][number]["channels"]>;
type Counted = Assembly["points"][number] & { readonly channels: Channels };

/**
 * Moves counted channels. Their fractions stand in lane memory, where the kernel reads them; each lane's have a clock of
 * their own. What was drawn stays drawn: a step is often repeated because of what a channel did in it, and one that
 * drew again would do away with what it is repeated for (openings, above all). So after a step that is repeated, channels
 * are ahead of it, and move again once their time is passed.
 */
export interface ChannelMover {
  /** Draws the counts at the lane's start, ms, from where the scheme rests. */
  begin(memory: Float64Array, lane: number, streams: readonly RandomStream[], at: number): void;
  /** Moves all of the lane's channels on to `until`, ms, unless they are there already, at voltages held meanwhile. */
  move(
    memory: Float64Array, lane: number, streams: readonly RandomStream[], until: number,
    voltageOf: (compartment: number) => number,
  ): void;
  readonly any: boolean;
}

export function channelMover({ points }: Assembly): ChannelMover {
  const counted = points.flatMap((point, index) => (point.channels ? [{ point: point as Counted, index }] : []));
  const read = (memory: Float64Array, lane: number, { point }: { point: Counted }): Float64Array =>
    Float64Array.from(point.states, ({ address }) => memory[address / 8 + lane] as number);
  const write = (memory: Float64Array, lane: number, point: Counted, counts: ArrayLike<number>): void => {
    point.states.forEach(({ address, shadow }, i) => {
      const share = (counts[i] as number) / point.channels.count;
      memory[address / 8 + lane] = share;
      // What a repeated step starts from again.
      if (shadow !== undefined) memory[shadow / 8 + lane] = share;
    });
  };
  const clock = new Float64Array(LANES);
  const rateReaders = counted.map(({ point }) => laneReader(point.channels.rates));
  return {
    any: counted.length > 0,
    begin: (memory, lane, streams, at) => {
      clock[lane] = at;
      for (const entry of counted) {
        const mean = read(memory, lane, entry);
        const stream = streams[entry.index] as RandomStream;
        let [left, share] = [entry.point.channels.count, 1];
        const counts = mean.map((p, i) => {
          const n = i === mean.length - 1 ? left : binomial(
            stream, left, Math.min(1, Math.max(0, share > 0 ? p / share : 0)),
          );
          left -= n;
          share -= p;
          return n;
        });
        write(memory, lane, entry.point, counts);
      }
    },
    move: (memory, lane, streams, until, voltageOf) => {
      const step = until - (clock[lane] as number);
      if (!(step > 0)) return;
      clock[lane] = until;
      for (const [k, entry] of counted.entries()) {
        const { point, index } = entry;
        const { count, transitions } = point.channels;
        const values = (rateReaders[k] as LaneReader)(memory, lane, voltageOf(point.compartment));
        const table = transitionProbabilities(
          point.states.length, transitions.map((t, i) => ({ ...t, rate: values[i] as number })), step,
        );
        const counts = read(memory, lane, entry).map((x) => Math.round(x * count));
        write(memory, lane, point, channelStep(streams[index] as RandomStream, counts, table));
      }
    },
  };
}

/** The voltage of a compartment: where it stands, or where the step that was solved takes it. */
export function voltageAt(
  memory: Float64Array, address: number, lane: number, inverseTheta: number, accept: boolean,
): number {
  const old = memory[address / 8 + lane] as number;
  return accept ? old + ((memory[(address + VOLTAGE_WITHIN) / 8 + lane] as number) - old) * inverseTheta : old;
}
