/** What every element of a scene sends into each channel, and whether the detector holds it. */
import { naming } from "#errors";
import { microscopeValue, requireRoomAtRest, type ChannelLight } from "#microscope";
import { dyeLoaded } from "#model";
import type { Protocol } from "#protocol";
import type { Settings } from "#units";
import { channelsOf } from "./channels.js";
import type { Scene, SeenElement } from "./scene.js";

/** Of a trial, what its light depends on. */
export interface LitTrial {
  /** min */
  readonly sinceBreakIn: number;
  /** µM at the imaged spine. */
  readonly dye: number;
  /** Share of the dye that earlier light has left. */
  readonly unbleached: number;
}

interface Stage {
  readonly protocol: Protocol;
  readonly settings: Settings;
}

/** What both the picture and the check before it are exposed with. */
export function exposureOf({ protocol, settings }: Stage, scene: Scene, { unbleached }: LitTrial): {
  readonly illumination: Scene["light"];
  readonly detector: Scene["detector"];
  readonly leak: readonly (readonly number[])[];
  readonly unbleached: number;
  readonly names: readonly string[];
} {
  const channels = channelsOf(protocol, settings);
  const leak = channels.map(({ colour }) => channels.map((other) =>
    other.colour === colour ? 0 : microscopeValue(colour === "red" ? "greenIntoRed" : "redIntoGreen", settings)));
  return { illumination: scene.light, detector: scene.detector, leak, unbleached, names: channels.map(({ name }) => name) };
}

/** One light a channel. `followed`: bound dye of the elements whose calcium is followed, in their order; it is used up. */
export function lightOf(
  { protocol, settings }: Stage, scene: Scene, trial: LitTrial, followed: readonly Float64Array[],
): readonly ChannelLight[] {
  // Where calcium isn't followed it rests as it did, before anything happened, where it is.
  const atRest = trial.dye > 0 ? (followed[0]?.[0] ?? 0) / trial.dye : 0;
  return channelsOf(protocol, settings).map((channel): ChannelLight => {
    const { free, bound } = channel.brightness;
    const loaded = ({ distance }: SeenElement): number =>
      dyeLoaded(channel.concentration, { sinceBreakIn_min: trial.sinceBreakIn, distance_um: distance }, settings);
    let next = 0;
    return scene.elements.map((element) => {
      const bindsHere = element.followed ? followed[next++] : undefined;
      if (channel.colour === "red") return Float64Array.of(bound * loaded(element));
      if (bindsHere) return lit(bindsHere, { ...channel.brightness, total: trial.dye });
      return Float64Array.of(loaded(element) * (free + (bound - free) * atRest));
    });
  });
}

/** Bound dye as light, in place: nobody asks for the dye again. */
function lit(
  samples: Float64Array, { free, bound, total }: { readonly free: number; readonly bound: number; readonly total: number },
): Float64Array {
  for (let i = 0; i < samples.length; i++) {
    const binds = samples[i] as number;
    samples[i] = free * (total - binds) + bound * binds;
  }
  return samples;
}

/**
 * Refuses, before any trial is run, one whose picture would overfill the detector at rest. `boundShare` of the dye is
 * bound where the cell rests.
 *
 * A stack is left to its own check: its brightest pixel is known from the whole picture alone, which is the work. So is
 * what comes within some per cent: a trial's own drugs, damage and trickling channels move resting calcium a little from
 * where holding found it. And a response that
 * overfills the detector is no mistake of the protocol's: the converter cuts it off, as a real one does.
 */
export function requireRoomFor(
  stage: Stage, scene: Scene | undefined, trials: readonly (LitTrial & { readonly boundShare: number })[],
): void {
  if (!scene || scene.kind === "stack") return;
  const followed = scene.elements.filter((element) => element.followed).length;
  for (const trial of trials) {
    const bound = Array.from({ length: followed }, () => Float64Array.of(trial.boundShare * trial.dye));
    const light = lightOf(stage, scene, trial, bound);
    naming("imaging.power", () => {
      requireRoomAtRest({ ...exposureOf(stage, scene, trial), scan: scene.scan, weights: scene.weights, light });
    });
  }
}
