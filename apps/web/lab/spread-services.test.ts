import { describe, expect, test } from "vitest";
import { isRefusal, type Answer } from "radiatum";
import { readProtocol } from "radiatum/protocol";
import { spread, spreadOf, type DrawnSpine, type SpreadNews } from "./spread-services.js";

const of = (value: number, standardError = 1): Answer => ({ value, standardError, unit: "%", method: "", n: 4, nOf: "trials" });
const drawn = (...amplitudes: readonly Answer[]): DrawnSpine[] => amplitudes.map((amplitude, k) => ({ k, distance: "100 µm", amplitude }));

describe("the spread of drawn spines", () => {
  test("10 spines of 40 % and 10 of 60 % have a deviation of 10.26 over 50, and 10 % of it by measuring errors of 5", () => {
    const found = spreadOf(drawn(...Array.from({ length: 20 }, (_, k) => of(k < 10 ? 40 : 60, 5))));
    // √(20 · 10² / 19) = 10.26
    expect(found.relative).toMatchObject({ value: expect.closeTo(Math.sqrt(2000 / 19) / 50, 12) as number, n: 20, nOf: "spines" });
    expect(found.mean).toMatchObject({ value: 50, unit: "%" });
    expect(found.measuring).toBeCloseTo(0.1, 12);
  });
  test("few spines have no interval, and say so; one without an amplitude is none of them", () => {
    expect(isRefusal(spreadOf(drawn(of(40), of(60), { refused: "too dim" })).relative)).toBe(true);
    expect(spreadOf(drawn(of(40), of(60), { refused: "too dim" })).mean).toMatchObject({ value: 50, n: 2 });
  });
});

test("a run's spines differ in place and amplitude, and the same order draws the same again", () => {
  const protocol = readProtocol(`name: Spikes
pipette: { dye: calcium green-1 200 µM }
stimuli: { AP: { kind: action potentials, at: 40 ms } }
trials: 2
duration: 140 ms
imaging: { kind: line scan, pixels: 48 }
`);
  const drawnNow = (): SpreadNews[] => {
    const news: SpreadNews[] = [];
    expect(spread({ protocol, stimulus: "AP", condition: "control", spines: 2 }, (one) => news.push(one))).toBe(true);
    return news;
  };
  const [first, second] = [drawnNow(), drawnNow()];
  expect(first).toEqual(second);
  const [one, other] = first.map(({ spine }) => spine);
  expect(one?.distance).not.toBe(other?.distance);
  expect(one && !isRefusal(one.amplitude) && one.amplitude.value).toBeGreaterThan(0);
  expect(one?.amplitude).not.toEqual(other?.amplitude);
});
