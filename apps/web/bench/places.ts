/** Regions, background and baseline as numbers that can be dragged, and as the words of a request. */
import type { LineScan, Measurement, Recording, Sweep } from "radiatum";
import type { Bracket } from "../stack/line-scan.js";
import type { Tone } from "../stack/traces.js";
import { asking, type Choices } from "./choices.js";

export interface Place extends Bracket {
  readonly kind: "region" | "background";
}

/** First the regions, then the background where it is read from pixels; as chosen, else as measured. */
export function placesOf({ request }: Choices, measurement: Measurement | undefined): readonly Place[] {
  const typed = (request.regions ?? []).flatMap((text) => {
    const [, name, from, to] = /^(.+)=(\d+):(\d+)px$/.exec(text) ?? [];
    return name === undefined ? [] : [{ name, from: Number(from), to: Number(to) }];
  });
  // "2.1:3.0um" and the like stand in a link or a file; the measurement then says which pixels they are.
  const regions = typed.length > 0 && typed.length === request.regions?.length ? typed : (measurement?.regions ?? []);
  const places = regions.map(({ name, from, to }, k): Place => ({
    kind: "region",
    name,
    tone: toneOf(name, k),
    from,
    to,
  }));
  const pixels = /^(\d+):(\d+)px$/.exec(request.background ?? "");
  const background = pixels
    ? { from: Number(pixels[1]), to: Number(pixels[2]) }
    : measurement && (request.background === undefined || request.background.startsWith("auto"))
      ? measurement.background[measurement.parameters.channel]?.pixels
      : undefined;
  return background ? [...places, { kind: "background", name: "backgr.", tone: "background", ...background }] : places;
}

/** The first decides, and is drawn as the spine is, whatever it is called. */
const toneOf = (name: string, place: number): Tone =>
  place === 0 ? "spine" : place === 1 || /shaft|dendrite/i.test(name) ? "shaft" : "ink-2";

/** With these regions, in the words of a request. */
export const withRegions = (choices: Choices, places: readonly Pick<Place, "name" | "from" | "to">[]): Choices =>
  asking(choices, { regions: places.map(({ name, from, to }) => `${name}=${from}:${to}px`), regionsFrom: "user" });

/** With one place moved, whichever it is. */
export function withPlace(choices: Choices, places: readonly Place[], at: number, from: number, to: number): Choices {
  if (places[at]?.kind === "background") return asking(choices, { background: `${from}:${to}px` });
  return withRegions(
    choices,
    places.filter(({ kind }) => kind === "region").map((place, k) => (k === at ? { ...place, from, to } : place)),
  );
}

/** The line scan that is measured; until that is known, the one with most trials. */
export function scanOf(
  recording: Recording | undefined,
  measurement: Measurement | undefined,
  { request }: Choices,
): LineScan | undefined {
  const scans = recording?.lineScans ?? [];
  const asked = scans[request.scan ?? measurement?.parameters.scan ?? -1];
  return (
    asked ??
    scans.reduce<LineScan | undefined>(
      (best, scan) => (best === undefined || scan.trials.length > best.trials.length ? scan : best),
      undefined,
    )
  );
}

/** Place among the scan's channels of the one that is measured. */
export function channelOf(scan: LineScan, measurement: Measurement | undefined, { request }: Choices): number {
  const named = scan.channels.findIndex(({ name }) => name === (request.channel ?? measurement?.parameters.channel));
  const green = scan.channels.findIndex(({ colour }) => colour === "green");
  return named >= 0 ? named : green >= 0 ? green : scan.channels.length - 1;
}

/** What the electrode read in a trial: the channel that is measured, else the first that reads a current or a potential. */
export function sweepOf(
  recording: Recording | undefined,
  trial: number,
  channel: string | undefined,
): Sweep | undefined {
  const own = (recording?.sweeps ?? []).filter((sweep) => sweep.trial === trial);
  const readings = own.filter(({ quantity }) => quantity === "current" || quantity === "potential");
  return readings.find((sweep) => sweep.channel === channel) ?? readings[0];
}

/** "0:40lines", as dragging a baseline says it. */
export const withBaseline = (choices: Choices, from: number, to: number): Choices =>
  asking(choices, { baseline: `${from}:${to}lines` });

/** Lines of the baseline as chosen or measured. */
export function baselineOf(
  { request }: Choices,
  measurement: Measurement | undefined,
): { readonly from: number; readonly to: number } | undefined {
  const [, from, to] = /^(\d+):(\d+)lines$/.exec(request.baseline ?? "") ?? [];
  return from !== undefined && to !== undefined
    ? { from: Number(from), to: Number(to) }
    : measurement?.regions.length
      ? measurement.baseline
      : undefined;
}
