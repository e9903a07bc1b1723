import { expect, test } from "vitest";
import { dyeBrightness, dyeNamed } from "#model";
import { protocolOf } from "#protocol";
import { runSession, sessionOf, trueRelativeFluorescence, type Session, type TrialRecord } from "./index.js";

const protocol = protocolOf({
  name: "one AP", pipette: { dye: "calcium green-1 200 µM" }, stimuli: { AP: { kind: "action potentials", at: "20 ms" } },
  trials: 1, duration: "80 ms", imaging: { kind: "line scan", period: "2 ms", length: "6 µm", pixels: 64 },
});

function first(session: Session): TrialRecord {
  for (const { record } of runSession(session, [0])) if (record) return record;
  throw new Error("no trial was read");
}

test("true ΔF/F starts at 0, rises with an action potential, and by hand: the dye's dynamic range and what it binds decide it", () => {
  const session = sessionOf(protocol, { truth: true });
  const record = first(session);
  const found = trueRelativeFluorescence(session, record);
  if (!found) throw new Error("no true fluorescence");
  expect(found[0]).toBe(0);
  const peak = found.reduce((most, value) => Math.max(most, value), 0);
  expect(peak).toBeGreaterThan(5);
  // By hand, from the model's own dynamic range: F/F0 = (D + (R − 1)·B) / (D + (R − 1)·B0).
  const { free, bound } = dyeBrightness(dyeNamed("calcium green-1"), session.settings);
  const [range, total] = [bound / free, session.trials[0]?.dye ?? NaN];
  const binds = record.truth[session.truth.findIndex(({ name }) => name === "head_bound_dye_uM")] as Float32Array;
  const k = found.indexOf(peak);
  const byHand = 100 * ((total + (range - 1) * (binds[k] as number)) / (total + (range - 1) * (binds[0] as number)) - 1);
  expect(peak).toBeCloseTo(byHand, 3);
});

test("without the truth, or without an indicator, there is none", () => {
  const session = sessionOf(protocol);
  expect(trueRelativeFluorescence(session, first(session))).toBeUndefined();
});
