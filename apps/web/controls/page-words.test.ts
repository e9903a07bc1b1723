import { expect, test } from "vitest";
import { linePeriod, measure, twoPulses, twoStateSynapse } from "radiatum";
import { readProtocol, withChanges } from "radiatum/protocol";
import { inPage, withMinus } from "./page-words.js";

const sentenceOf = (make: () => unknown): string => {
  try {
    make();
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error("nothing was refused");
};

// Sentences as the library says them today: where they change, the page must follow.
test("advice to the command line becomes advice to the page", () => {
  const recording = twoStateSynapse(1);
  const silent = measure({ ...recording, events: [] });
  const [region] = silent.regions;
  const refused = region && "refused" in region.amplitude ? region.amplitude.refused : "";
  expect(refused).toContain("--stim");
  expect(inPage(refused)).toBe("No stimulus time is known, so no response can be fitted. Give it at the left, under Stimulus.");
  const noClock = sentenceOf(() => linePeriod({ name: "x.tif", timing: { source: "", alternatives: [], contradictions: [] }, trials: [{ lines: 5 }] }));
  expect(noClock).toContain("--line-period");
  expect(inPage(noClock)).toContain("Give it at the left, under Line timing.");
  const onePulse = sentenceOf(() => twoPulses(recording));
  expect(onePulse).toContain("--stim");
  for (const sentence of [refused, noClock, onePulse]) expect(inPage(sentence)).not.toContain("--");
});

test("a field that holds half a list is told without a word of the command line's", () => {
  const protocol = readProtocol("name: x\nstimuli: { shock: { kind: synaptic, at: 20 ms } }\n");
  const refused = (change: string): string => sentenceOf(() => withChanges(protocol, [change]));
  expect(refused("seed=[1")).toContain("--set");
  expect(inPage(refused("seed=[1"))).not.toContain("--set");
  expect(inPage(refused("seed=banana"))).toMatch(/banana/);
});

test("a negative number has a minus sign, a word keeps its hyphen", () => {
  expect(withMinus("-70 mV: EPSC")).toBe("−70 mV: EPSC");
  expect(withMinus("EPSC, -150 mV")).toBe("EPSC, −150 mV");
  expect(withMinus("-90 mV to -.5 mV (-1e-3)")).toBe("−90 mV to −.5 mV (−1e−3)");
  expect(withMinus("calcium green-1, D-APV, low-nickel, 5-10 ms")).toBe("calcium green-1, D-APV, low-nickel, 5-10 ms");
});
