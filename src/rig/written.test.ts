import { describe, expect, test } from "vitest";
import { mechanism, prepare, chosen, trialRunner, writeMechanism, type Request } from "#engine";
import { ampa } from "#model";
import { recordingHash } from "#recording";
import { protocolOf, readProtocol, writeProtocol, type Protocol } from "#protocol";
import { engineTrial } from "./engine-trial.js";
import { openSession, proofOf, simulateHere } from "./index.js";
import { highest, simulateWithTruth, spineProtocol, total } from "./testing/spine-protocol.js";

const SLOW = `parameter gMax = 5 mS/cm² from 0 mS/cm² to 50 mS/cm²
parameter tau = 20 ms
reads v in mV
state m
d m/dt = (1 / (1 + exp(−(v + 35 mV) / 10 mV)) − m) / tau
current total = gMax · m · (v + 90 mV)
`;
const LEAK = "parameter g = 0.5 mS/cm² from 0 mS/cm² to 1 mS/cm²\nreads v in mV\ncurrent total = g · (v + 90 mV)";
/** Opens with the spike, carries calcium alone. */
const CALCIUM = `parameter g = 2 mS/cm²
reads v in mV
state m
d m/dt = (1 / (1 + exp(−(v + 10 mV) / 5 mV)) − m) / 1 ms
flow = g · m · (v − 60 mV)
current total = flow
current ca = flow
`;
const PUMP = `placed in a volume
parameter most = 4 µM/ms from 0 µM/ms to 20 µM/ms
parameter half = 1 µM
parameter resting = 0.075 µM
state ca in µM
ca → : most / (ca + half)
→ ca : most · resting / (resting + half)
`;
const AP = { kind: "action potentials", at: "20 ms" };
const having = (mechanisms: object, changes: object = {}): Protocol => spineProtocol({ mechanisms, trials: 1, duration: "60 ms", stimuli: { AP }, ...changes });
const peak = (protocol: Protocol, name: string): number => highest(simulateWithTruth(protocol).traceOf(0, name));

describe("a mechanism as text, in a cell", () => {
  // The arrow is the engine's own notation; both are lowered from trees, so nothing but the trees may differ.
  test("gives the same bits as the same mechanism written as an arrow", () => {
    const source = chosen("the same as the text");
    const arrow = mechanism("slow", {
      placed: "over membrane",
      parameters: { gMax: ["5 mS/cm²", source], tau: ["20 ms", source] },
      reads: { v: "mV" }, states: { m: "1" },
      derivative: ({ m }, { v }, p, { exp, mV }) => ({ m: (1 / (1 + exp(-(v + 35 * mV) / (10 * mV))) - m) / p.tau }),
      current: ({ m }, { v }, p, { mV }) => ({ total: p.gMax * m * (v + 90 * mV) }),
    });
    const { request, session } = openSession(having({ slow: { text: SLOW, in: "soma" } }));
    const [trial] = session.trials;
    const held = session.held.get(trial!.holding)!;
    const soma = (asked: Request): Float64Array => {
      const run = trialRunner(prepare({ ...asked, trials: [engineTrial(session.protocol, trial!, session.addresses, { ...trial!, held })] })).run([0]);
      for (;;) {
        const step = run.next();
        if (step.done) return step.value.samples[0]![0]!;
      }
    };
    const membrane = request.cell.membrane.map((one) => (one.mechanism.name === "slow" ? { ...one, mechanism: arrow } : one));
    expect(membrane.filter((one) => one.mechanism === arrow)).toHaveLength(1);
    const text = soma(request);
    expect(highest(text)).toBeGreaterThan(0);
    expect(soma({ ...request, cell: { ...request.cell, membrane } })).toEqual(text);
  });

  test("its current is among the truth's where it sits: g·A·(V + 90 mV), to a thousandth; elsewhere there is none", () => {
    const { truth, traceOf } = simulateWithTruth(having({ own: { text: LEAK, in: ["spine heads", "soma"], with: { g: "0.25 mS/cm²" } } }, { stimuli: { rest: [] } }));
    const names = truth.quantities.map(({ name }) => name).filter((name) => name.includes("own"));
    expect(names).toEqual(["soma_own_current_pA", "head_own_current_pA"]);
    const [current, v] = [traceOf(0, "head_own_current_pA"), traceOf(0, "head_v_mV")];
    // Density times area is one number throughout.
    const areas = [100, 300, 500].map((k) => current[k]! / (v[k]! + 90));
    expect(areas[0]).toBeGreaterThan(0);
    for (const area of areas) expect(area / areas[0]!).toBeCloseTo(1, 3);
  });

  test("calcium that it carries enters where calcium is followed, and counts with the rest", () => {
    const plain = peak(having({}), "head_calcium_uM");
    expect(peak(having({ own: { text: CALCIUM, in: "spine heads" } }), "head_calcium_uM")).toBeGreaterThan(1.2 * plain);
    const { truth, traceOf } = simulateWithTruth(having({ own: { text: CALCIUM, in: "spine heads" } }));
    expect(truth.quantities.map(({ name }) => name)).toContain("head_own_ca_current_pA");
    expect(total(traceOf(0, "head_own_ca_current_pA"))).toBe(total(traceOf(0, "head_own_current_pA")));
  });

  test("a channel that reads the calcium inside opens with it", () => {
    const SK = "parameter g = 5 mS/cm²\nreads v in mV\nreads caInside in µM\nstate o\nd o/dt = (caInside / (caInside + 0.5 µM) − o) / 5 ms\ncurrent total = g · o · (v + 90 mV)";
    const current = simulateWithTruth(having({ SK: { text: SK, in: ["spine heads"] } })).traceOf(0, "head_SK_current_pA");
    expect(highest(current.subarray(300))).toBeGreaterThan(1.5 * current[150]!);
  });

  test("a pump takes calcium sooner from the heads where it sits; at rest it moves none", () => {
    const of = (most: string): ReturnType<typeof simulateWithTruth> => simulateWithTruth(having({ pump: { text: PUMP, in: "spine heads", with: { most } } }));
    const [without, pumped] = [of("0 µM/ms"), of("20 µM/ms")];
    const at = (run: typeof without, k: number): number => run.traceOf(0, "head_calcium_uM")[k]!;
    expect(at(pumped, 500)).toBeLessThan(0.9 * at(without, 500));
    expect(at(pumped, 0)).toBeCloseTo(at(without, 0), 3);
  });

  const RECEPTOR = `placed at a point
parameter gMax = 0.21 nS from 0 nS to 5 nS   # of one quantum
parameter rise = 0.25 ms
parameter decay = 2.2 ms
parameter calciumShare = 0.05
reads v in mV
state rising, decaying
d rising/dt = −rising / rise
d decaying/dt = −decaying / decay
initial rising = 0
initial decaying = 0
receives rising = rising + weight
receives decaying = decaying + weight
flow = gMax · (decaying − rising) · v
current total = flow
current ca = calciumShare · gMax · (decaying − rising) · (v − 60 mV)
`;
  const uncaging = { stimuli: { light: { kind: "uncaging", at: "20 ms", spine: "spine" } } };

  test("a receptor is opened by light and by release in its spine, carries current and calcium, and has a truth of its own", () => {
    const run = (gMax: string, changes: object = uncaging) =>
      simulateWithTruth(having({ own: { text: RECEPTOR, in: "spine heads", with: { gMax } } }, changes));
    const [none, some] = [run("0 nS"), run("1 nS")];
    expect(some.truth.quantities.map(({ name }) => name)).toEqual(expect.arrayContaining(["own_current_pA", "own_calcium_current_pA"]));
    const lowest = (trace: Float32Array): number => -highest(trace.map((x) => -x));
    expect(none.traceOf(0, "own_current_pA").every((x) => x === 0)).toBe(true);
    expect(lowest(some.traceOf(0, "own_current_pA"))).toBeLessThan(-20);
    expect(some.traceOf(0, "own_current_pA").subarray(0, 195).every((x) => x === 0)).toBe(true);
    expect(highest(some.traceOf(0, "head_calcium_uM"))).toBeGreaterThan(1.1 * highest(none.traceOf(0, "head_calcium_uM")));
    // Synaptically, in the trials in which the model's receptors open, and in no other.
    const shocked = run("1 nS", { trials: 12, axon: { onto: ["spine"] }, stimuli: { shock: { kind: "synaptic", at: "20 ms" } } });
    const opened = (name: string): boolean[] => shocked.truth.trials.map((_, k) => lowest(shocked.traceOf(k, name)) < -0.1);
    expect(opened("own_current_pA")).toEqual(opened("AMPA_current_pA"));
    expect(new Set(opened("own_current_pA"))).toEqual(new Set([true, false]));
  });

  test("the model's AMPA receptor, written as text in its place, gives the same currents to a millionth", () => {
    const text = writeMechanism(ampa);
    const withReceptor = (own: object, spineHas: string) => simulateWithTruth(having(own, { ...uncaging, spine: { name: "spine", with: { ampa: spineHas } } }));
    const written = withReceptor({ glutamate: { text, in: "spine heads", with: { gMax: "0.21 nS" } } }, "0 nS").traceOf(0, "glutamate_current_pA");
    const models = withReceptor({}, "0.21 nS").traceOf(0, "AMPA_current_pA");
    const largest = highest(models.map(Math.abs));
    expect(largest).toBeGreaterThan(5);
    models.forEach((x, k) => { expect(Math.abs(x - written[k]!)).toBeLessThan(1e-5 * largest); });
  });

  test("the proof holds for it: tables cost less than a hundred thousandth of calcium's range, and the book of calcium balances", () => {
    const parts = [...proofOf(having({ slow: { text: SLOW, in: "dendrites" }, pump: { text: PUMP } }, { duration: "40 ms" }), 0)].flatMap(({ found }) => found ?? []);
    const [balance, tables, steps] = (["calcium balance", "rate tables", "time step"] as const).map((kind) => parts.find((part) => part.kind === kind));
    expect(balance?.kind === "calcium balance" && balance.balance.relative).toBeLessThan(1e-10);
    const calcium = (part: typeof tables): number => (part && "moved" in part ? part.moved.find(({ quantity }) => quantity === "head calcium")!.relative! : NaN);
    expect(calcium(tables)).toBeLessThan(1e-5);
    expect(calcium(steps)).toBeLessThan(0.02);
  }, 60_000);

  test("the recording carries the text, and what it carries repeats the run to the byte", async () => {
    const protocol = having({ slow: { text: SLOW, in: "dendrites", with: { gMax: "1 mS/cm²" } } });
    const { recording, truth } = simulateHere(protocol, { truth: true });
    const carried = readProtocol(recording.provenance.experiment!);
    expect(carried.mechanisms).toEqual([{ name: "slow", text: SLOW, in: ["dendrites"], with: { gMax: "1 mS/cm²" } }]);
    expect(carried).toEqual(readProtocol(writeProtocol(protocol)));
    expect(truth?.protocol).toEqual(protocol);
    const hash = await recordingHash(recording);
    expect(await recordingHash(simulateHere(carried).recording)).toBe(hash);
    expect(await recordingHash(simulateHere(having({})).recording)).not.toBe(hash);
  });

  test("an order that was not checked is refused before anything is built, too", () => {
    const protocol = having({});
    const wrong = { ...protocol, mechanisms: [{ name: "own", text: "nonsense", in: ["soma"], with: {} }] };
    expect(() => simulateHere(wrong)).toThrow('own, equations: expected "="');
    expect(() => protocolOf(wrong)).toThrow("mechanisms[0].text");
  });
});
