import { describe, expect, test } from "vitest";
import { fittedOrder } from "./change.js";
import { proofOf, proofParts, type Halving, type ProofPart, type ProofStep } from "./index.js";
import { highest, simulateWithTruth, spineProtocol } from "./testing/spine-protocol.js";

/** A synaptic release and a spike, 40 ms. */
const protocol = spineProtocol({
  duration: "40 ms", trials: 2, axon: { reliable: true },
  stimuli: { both: [{ kind: "synaptic", at: "10 ms" }, { kind: "action potentials", at: "15 ms" }] },
});
const PLACE = 1;

describe("the proof of a trial", () => {
  const steps: ProofStep[] = [...proofOf(protocol, PLACE)];
  const parts = steps.flatMap(({ found }) => (found ? [found] : []));
  const part = <Kind extends ProofPart["kind"]>(kind: Kind): Extract<ProofPart, { kind: Kind }> =>
    parts.find((one) => one.kind === kind) as Extract<ProofPart, { kind: Kind }>;
  const relative = (kind: "time step" | "compartments" | "rate tables", quantity: string): number =>
    part(kind).moved.find((one) => one.quantity === quantity)?.relative as number;

  test("comes part by part, in the order announced, with steps between at which it can be stopped", () => {
    expect(parts.map(({ kind }) => kind)).toEqual(proofParts);
    expect(steps.length).toBeGreaterThan(3 * parts.length);
  });

  // The truth of the session's own run knows nothing of the proof, but for being rounded to 32 bits.
  test("repeats the trial as the session runs it: ranges of calcium, dye and potential are the truth's", () => {
    const { traceOf } = simulateWithTruth(protocol);
    for (const { quantity, range, unit } of part("time step").moved) {
      const name = { "head calcium": "head_calcium_uM", "head bound dye": "head_bound_dye_uM", "soma potential": "soma_v_mV" }[quantity] as string;
      const trace = traceOf(PLACE, name);
      expect(range / (highest(trace) + highest(trace.map((x) => -x)))).toBeCloseTo(1, 5);
      expect(unit).toBe(name.endsWith("uM") ? "µM" : "mV");
    }
  });

  // Each flux enters two volumes with equal amount, and ROS2 keeps what is linear: only sums round.
  test("balances calcium to rounding: what entered less what was cleared is what spine and shaft hold more", () => {
    const { balance } = part("calcium balance");
    expect(balance.entered).toBeGreaterThan(10);
    expect(balance.cleared).toBeGreaterThan(1);
    expect(balance.gained).toBeCloseTo(balance.entered - balance.cleared, 9);
    expect(balance.relative).toBeLessThan(1e-10);
  });

  // Rates read from a table of cubics in cells of 0.5 mV are right to about 10⁻⁸ of their largest.
  test("finds that tables cost a thousandth of what steps do, and steps less than 3 % even on a spike's flank", () => {
    for (const quantity of ["head calcium", "head bound dye", "soma potential"]) {
      expect(relative("rate tables", quantity)).toBeLessThan(relative("time step", quantity) / 100);
      expect(relative("rate tables", quantity)).toBeGreaterThan(0);
      expect(relative("time step", quantity)).toBeLessThan(0.03);
      expect(relative("compartments", quantity)).toBeGreaterThan(0);
      expect(relative("compartments", quantity)).toBeLessThan(0.1);
    }
  });

  test("halves again: five tolerances, errors that fall with each, of second order or better, this run among them", () => {
    const { points, order, finest } = part("halvings").halvings;
    expect(points.map(({ tolerance }) => tolerance)).toEqual([5.12, 0.64, 0.08, 0.01, 0.00125]);
    expect(points.map(({ halvings }) => halvings)).toEqual([-3, -2, -1, 0, 1]);
    expect(finest.step).toBeLessThan((points.at(-1) as Halving).step);
    for (const quantity of ["head calcium", "head bound dye", "soma potential"]) {
      const errors = points.map(({ moved }) => moved.find((one) => one.quantity === quantity)?.change as number);
      expect(errors).toEqual([...errors].sort((a, b) => b - a));
      expect(order[quantity]).toBeGreaterThan(1.5);
      expect(order[quantity]).toBeLessThan(3.5);
      // The triangle of this run, the next finer one and the finest, in the same quantity.
      const between = part("time step").moved.find((one) => one.quantity === quantity)?.change as number;
      expect(between).toBeLessThanOrEqual((errors[3] as number) + (errors[4] as number));
      expect(between).toBeGreaterThanOrEqual((errors[3] as number) - (errors[4] as number));
    }
  });
});

describe("a proof in voltage clamp", () => {
  test("watches the clamp's current in place of a soma that stands still", () => {
    const clamped = spineProtocol({
      duration: "30 ms", trials: 1, axon: { reliable: true }, electrode: { mode: "voltage clamp" },
      stimuli: { EPSC: { kind: "synaptic", at: "10 ms" } },
    });
    const run = proofOf(clamped, 0);
    for (;;) {
      const step = run.next();
      if (step.done === true) throw new Error("no time step was found");
      if (step.value.found?.kind !== "time step") continue;
      const current = step.value.found.moved.find(({ quantity }) => quantity === "clamp current");
      expect(current?.unit).toBe("pA");
      expect(current?.range).toBeGreaterThan(1);
      return;
    }
  });
});

describe("the fitted order", () => {
  test("is 2 where errors fall fourfold with each halving; none with one error", () => {
    const points = [-1, 0, 1].map((halvings) => ({ halvings, error: 0.3 / 4 ** halvings }));
    expect(fittedOrder(points)).toBeCloseTo(2, 12);
    expect(fittedOrder([...points.slice(0, 1), { halvings: 1, error: 0 }])).toBeUndefined();
  });
});
