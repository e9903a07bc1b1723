import { describe, expect, test } from "vitest";
import { protocolOf, withChanges, type Protocol } from "#protocol";
import { openSession, recordingOf, runSession, sessionOf, type OpenSession, type Session, type TrialRecord, type TrialSoFar } from "./index.js";

const protocol = protocolOf({
  name: "changing", pipette: { dye: "calcium green-1 200 µM" }, electrode: { mode: "voltage clamp", holding: "-70 mV" },
  axon: { elsewhere: 0, reliable: true },
  stimuli: { shock: { kind: "synaptic", at: "20 ms" } }, trials: 3, duration: "60 ms",
  imaging: { kind: "line scan", period: "2 ms", length: "6 µm", pixels: 64 },
});

const CHANGES = [
  "stimuli.shock[0].at=25 ms", "conditions[0].drugs={D-APV: 50 µM}", "conditions[0].bath.magnesium=0.5 mM", "imaging.power=14 mW",
  "conditions[0].holding=-90 mV", "pipette.dye.concentration=120 µM", "runs[0].trials=4", "duration=70 ms",
  "electrode.seriesResistance=40 MΩ", "electrode.capacitance=8 pF", "electrode.compensation=0.7", "electrode.filter=1 kHz", "electrode.sampling=10 kHz",
  "electrode.junctionPotential=-5 mV", "electrode.currentNoise=0.5 pA",
];

function records(session: Session, places: readonly number[], runner?: OpenSession["runner"]): TrialRecord[] {
  return [...runSession(session, places, runner)].flatMap(({ record }) => (record ? [record] : []));
}

const changed = (change: string): Protocol => withChanges(protocol, [change]);

/**
 * Numbers that are set trial by trial are multiplied where built-in ones were folded into constants, so the last bits of a
 * double differ; adaptive steps keep that small. 1e-5 of a trace's range is far below anything that is drawn.
 */
function expectSame([found]: readonly TrialRecord[], [wanted]: readonly TrialRecord[], what: string): void {
  if (!found || !wanted) throw new Error(`${what}: no trial was read`);
  const apart = (a: ArrayLike<number>, b: ArrayLike<number>): number => {
    let [most, low, high] = [0, Infinity, -Infinity];
    for (let i = 0; i < b.length; i++) {
      const value = b[i] as number;
      most = Math.max(most, Math.abs((a[i] as number) - value));
      [low, high] = [Math.min(low, value), Math.max(high, value)];
    }
    return most / Math.max(high - low, 1e-12);
  };
  expect(found.truth.length, what).toBe(wanted.truth.length);
  found.truth.forEach((trace, k) => expect(apart(trace, wanted.truth[k] as Float32Array), `${what}, truth ${k}`).toBeLessThan(1e-5));
  expect(apart(found.samples, wanted.samples), `${what}, samples`).toBeLessThan(1e-3); // the converter's last bit
  const [mine, theirs] = [found.counts[0], wanted.counts[0]];
  const differing = mine?.reduce((n, count, i) => n + (count === theirs?.[i] ? 0 : 1), 0) ?? NaN;
  expect(differing / (theirs?.length ?? 1), `${what}, pixels that differ`).toBeLessThan(1e-3);
}

test("a machine that serves a changed protocol gives its trials what a machine of their own gives, but for last bits", () => {
  let open = openSession(protocol, { truth: true, changing: true });
  expectSame(records(open.session, [2], open.runner), records(sessionOf(protocol, { truth: true }), [2]), "unchanged");
  const { machine } = open.keys;
  for (const change of CHANGES) {
    open = openSession(changed(change), { truth: true, changing: true }, open);
    expect([change, open.keys.machine === machine]).toEqual([change, true]);
    expectSame(records(open.session, [1], open.runner), records(sessionOf(changed(change), { truth: true }), [1]), change);
  }
});

test("another pipette is heard in what the electrode reads, without another machine; one without capacitance, and another mode, need theirs", () => {
  let open = openSession(protocol, { changing: true });
  const { machine } = open.keys;
  const peak = (of: Protocol): number => {
    open = openSession(of, { changing: true }, open);
    const [{ samples } = { samples: new Float32Array() }] = records(open.session, [1], open.runner);
    return samples.reduce((least, one, k) => (k > 460 ? Math.min(least, one) : least), Infinity);
  };
  const [sharp, blunt] = [peak(protocol), peak(changed("electrode.seriesResistance=80 MΩ"))];
  expect(open.keys.machine).toBe(machine);
  expect(Math.abs(blunt)).toBeLessThan(0.9 * Math.abs(sharp));
  for (const change of ["electrode.capacitance=0 pF", "electrode.mode=current clamp"]) {
    open = openSession(changed(change), { changing: true }, open);
    expect([change, open.keys.machine === machine]).toEqual([change, false]);
  }
});

describe("a trial that is being run", () => {
  const slow = protocolOf({
    name: "slow", seed: 3, pipette: { dye: "calcium green-1 200 µM" },
    axon: { elsewhere: 3, reliable: true },
    stimuli: { both: [{ kind: "action potentials", at: "30 ms", count: 6, frequency: "50 Hz" }, { kind: "synaptic", at: "40 ms", count: 3, frequency: "50 Hz" }] },
    trials: 2, duration: "160 ms", imaging: { kind: "line scan", period: "2 ms", length: "6 µm", pixels: 64 },
  });
  const session = sessionOf(slow, { truth: true });
  const seen: TrialSoFar[] = [];
  let whole = {} as TrialRecord;
  for (const { record, soFar } of runSession(session, [1])) {
    seen.push(...(soFar?.() ?? []));
    if (record) whole = record;
  }

  test("is read as far as it has come: what is read then is what is read in the end, to the byte", () => {
    expect(seen.length).toBeGreaterThan(3);
    for (const { until, record } of seen) {
      expect([record.index, record.counts.length]).toEqual([1, 1]);
      const [lines, samples] = [(record.counts[0]?.length ?? 0) / 64, record.samples.length];
      // Whole lines, samples of 20 kHz, truth of 10 kHz, all that are over and no more.
      expect(Math.abs(2 * lines - until), "lines").toBeLessThanOrEqual(2);
      expect(Math.abs(0.05 * samples - until), "samples").toBeLessThanOrEqual(0.05);
      expect(Math.abs(0.1 * (record.truth[0]?.length ?? 0) - until), "truth").toBeLessThanOrEqual(0.1);
      expect(record.counts[0]).toEqual(whole.counts[0]?.subarray(0, 64 * lines));
      expect(record.samples).toEqual(whole.samples.subarray(0, samples));
      record.truth.forEach((trace, q) => expect(trace, `truth ${q}`).toEqual(whole.truth[q]?.subarray(0, trace.length)));
    }
    const untils = seen.map(({ until }) => until);
    expect(untils).toEqual(untils.toSorted((a, b) => a - b));
    expect(new Set(untils).size).toBe(untils.length);
  });

  test("makes a recording with as many lines as there are, and asking changes nothing of the trial", () => {
    const { record } = seen[1] as (typeof seen)[number];
    expect(recordingOf(session, [record]).lineScans[0]?.trials[0]).toMatchObject({ trial: 1, lines: (record.counts[0]?.length ?? 0) / 64 });
    expect(recordingOf(session, [whole]).lineScans[0]?.trials[0]?.lines).toBe(80);
    expect(records(session, [1])[0]).toEqual(whole);
  });

  test("a stack, which comes whole, is not read so far", () => {
    const still = sessionOf(withChanges(slow, ["imaging={kind: stack, around: spine, width: 6 µm, pixels: 24}"]));
    for (const { soFar } of runSession(still, [0])) expect(soFar?.() ?? []).toEqual([]);
  });
});

const LEAK = "parameter g = 0.5 mS/cm² from 0 mS/cm² to 1 mS/cm²\nparameter reversal = −90 mV from −120 mV to 0 mV\nparameter temperature = 300 K\nreads v in mV\ncurrent total = g · (v − reversal) · temperature / 300 K";
const RECEPTOR = "placed at a point\nparameter g = 0.5 nS from 0 nS to 5 nS\nparameter decay = 90 ms\nparameter temperature = 300 K\nreads v in mV\nstate open\nd open/dt = −open / decay\ninitial open = 0\nreceives open = open + weight\ncurrent total = g · open · v · temperature / 300 K";

test.each([
  ["channel", LEAK, "dendrites", ["0.5 mS/cm²", "0 mS/cm²", "0.9 mS/cm²"]], ["receptor", RECEPTOR, "spine heads", ["0.5 nS", "0 nS", "2 nS"]],
] as const)("numbers of a %s that the protocol brings along are faders, too: one machine serves them all; its text, and what the rig else fills in, need another", (_, text, place, values) => {
  const own = (g: string, changes: { readonly text?: string; readonly temperature?: string } = {}): Protocol => ({
    ...protocol, mechanisms: [{
      name: "own", text: changes.text ?? text, in: [place], with: { g, ...(changes.temperature && { temperature: changes.temperature }) },
    }],
  });
  const fresh = (of: Protocol): TrialRecord[] => records(sessionOf(of, { truth: true }), [1]);
  let open = openSession(own(values[0]), { truth: true, changing: true });
  const { machine } = open.keys;
  const again = (of: Protocol): boolean => {
    open = openSession(of, { truth: true, changing: true }, open);
    expectSame(records(open.session, [1], open.runner), fresh(of), JSON.stringify(of.mechanisms));
    return open.keys.machine === machine;
  };
  for (const g of values) expect([g, again(own(g))]).toEqual([g, true]);
  expect(fresh(own(values[2]))[0]?.samples).not.toEqual(fresh(own(values[1]))[0]?.samples);
  expect(again(own(values[2], { temperature: "290 K" }))).toBe(false);
  expect(again(own(values[2], { text: text.replace("−90", "−80").replace("90 ms", "80 ms") }))).toBe(false);
});
