import { expect, test } from "vitest";
import { protocolOf, withChanges, type Protocol } from "radiatum/protocol";
import { recordingOf, runSession, sessionOf, trueRelativeFluorescence, truthOf, type Session, type TrialRecord } from "radiatum/rig";
import { beneath, overwritten, relativeOf, somaOf } from "./overwriting.js";
import type { CameTrial } from "./came-trial.js";

const protocol = protocolOf({
  name: "under the beam", electrode: { mode: "voltage clamp", holding: "-70 mV" }, axon: { elsewhere: 0, reliable: true },
  // Steps that the cell escapes from, so that there is enough to compute.
  stimuli: { steps: { kind: "step", at: "30 ms", count: 6, frequency: "50 Hz", width: "4 ms", by: "90 mV" } }, trials: 1, duration: "160 ms",
  imaging: { kind: "line scan", period: "2 ms", length: "6 µm", pixels: 64 },
});
const cameOf = (session: Session, record: TrialRecord, stale: boolean): CameTrial => ({
  place: 0, recording: recordingOf(session, [record]), truth: truthOf(session, [record]), relative: trueRelativeFluorescence(session, record), stale,
});
/** The whole trial, and the beginnings of it that were seen while it was run. */
function run(of: Protocol): { readonly whole: CameTrial; readonly begins: CameTrial[] } {
  const session = sessionOf(of, { truth: true });
  const begins: CameTrial[] = [];
  for (const { record, soFar } of runSession(session, [0])) {
    begins.push(...(soFar?.() ?? []).map((one) => cameOf(session, one.record, true)));
    if (record) return { whole: cameOf(session, record, false), begins };
  }
  throw new Error("no trial was run");
}
const linesOf = ({ recording: { lineScans: [scan] } }: CameTrial): number => scan?.trials[0]?.lines ?? NaN;
const pixelsOf = ({ recording: { lineScans: [scan] } }: CameTrial): Uint16Array => scan?.trials[0]?.pixels[0] as Uint16Array;

const before = run(protocol).whole;
const { whole, begins } = run(withChanges(protocol, ["imaging.power=16 mW", "electrode.holding=-60 mV"]));
const begin = begins.find((one) => linesOf(one) > 10 && linesOf(one) < 60) as CameTrial;
const beam = overwritten(begin, before);
const lines = linesOf(begin);

test("a beginning is drawn over what stood there: new as far as it has come, then as it was", () => {
  expect(linesOf(beam)).toBe(80);
  expect(pixelsOf(beam).slice(0, 64 * lines)).toEqual(pixelsOf(whole).slice(0, 64 * lines));
  expect(pixelsOf(beam).slice(64 * lines)).toEqual(pixelsOf(before).slice(64 * lines));
  const [sweep, own, old] = [beam, begin, before].map(({ recording }) => recording.sweeps[0]?.samples as Float32Array);
  expect(sweep).toEqual(Float32Array.from([...own!, ...old!.slice(own!.length)]));
  const [truth, ownTruth, oldTruth] = [beam, begin, before].map((one) => one.truth?.trials[0]?.traces[0] as Float32Array);
  expect(truth).toEqual(Float32Array.from([...ownTruth!, ...oldTruth!.slice(ownTruth!.length)]));
  expect(beam.stale).toBe(true);
});

test("ΔF/F and current are each taken from their own rest: a brighter laser makes no step where the beam stands", () => {
  const [joined, first, rest] = [relativeOf(beam), relativeOf(begin), relativeOf(before)].map((found) => found?.traces[0] as Float64Array);
  expect(joined).toEqual(Float64Array.from([...first!, ...rest!.slice(lines)]));
  const [soma, own, old] = [somaOf(beam), somaOf(begin), somaOf(before)].map((found) => found?.samples as Float32Array);
  expect(soma).toEqual(Float32Array.from([...own!, ...old!.slice(own!.length)]));
  expect(relativeOf(beam, { baseline: { from: 0, to: 4 } })?.traces[0]).not.toEqual(joined);
});

test("a later beginning is drawn over the whole trial again, not over the first; what was beneath comes back", () => {
  const later = begins.find((one) => linesOf(one) > lines) as CameTrial;
  expect(overwritten(later, beam)).toEqual(overwritten(later, before));
  expect(beneath(beam)).toBe(before);
  expect(beneath(before)).toBe(before);
});

test("where nothing stood, or another kind of scan, there is the beginning alone", () => {
  expect(overwritten(begin, undefined)).toBe(begin);
  const other = run(withChanges(protocol, ["imaging.pixels=32", "electrode.sampling=10 kHz"])).whole;
  const over = overwritten(begin, other);
  expect(pixelsOf(over)).toEqual(pixelsOf(begin));
  expect(over.recording.sweeps).toEqual(begin.recording.sweeps);
  expect(somaOf(over)?.samples).toEqual(somaOf(begin)?.samples);
});
