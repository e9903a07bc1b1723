import { describe, expect, test } from "vitest";
import { RigError } from "#errors";
import { sessionOf, simulateHere } from "./index.js";
import { highest, simulateWithTruth, spineProtocol, total } from "./testing/spine-protocol.js";

const refusal = (changes: Readonly<Record<string, unknown>>): string => {
  try {
    simulateHere(spineProtocol({ trials: 1, ...changes }));
  } catch (error) {
    if (error instanceof RigError) return `${error.kind}: ${error.message}`;
    throw error;
  }
  throw new Error("nothing was refused");
};

describe("a line", () => {
  test("that passes its spine is refused, with how far it passes it and what would cross it", () => {
    expect(refusal({ imaging: { kind: "line scan", pixels: 24, path: [{ x: 4, y: -1 }, { x: 4, y: 3 }] } })).toBe(
      'usage: imaging.path: the line misses spine "spine": it passes 4 µm from the middle of its head, which is ' +
      "0.243 µm wide to either side. Points are given in µm from the head, so a line through { x: 0, y: 0 } crosses it.",
    );
  });
  test("shorter than head and shaft together is refused with the length that it needs, with which it runs", () => {
    const line = { kind: "line scan", pixels: 24, period: "2 ms", from: "30 ms" };
    const said = refusal({ imaging: { ...line, length: "1 µm" } });
    const [, least = ""] = /which measure ([\d.]+) µm from edge to edge; give at least that\.$/u.exec(said) ?? [];
    expect(said).toBe(
      'usage: imaging.length: 1 µm are too short a line to cross spine "spine" and its shaft, ' +
      `which measure ${least} µm from edge to edge; give at least that.`,
    );
    // Head 0.486, neck 0.45, shaft about 0.7.
    expect(Number(least)).toBeGreaterThan(1.4);
    expect(Number(least)).toBeLessThan(1.9);
    const enough = { ...line, length: `${Number(least) + 0.01} µm` };
    const { recording } = simulateHere(spineProtocol({ trials: 1, imaging: enough }));
    // From when the shutter opens: 25 lines of 2 ms between 30 and 80 ms.
    expect(recording.lineScans[0]?.trials[0]).toMatchObject({ lines: 25, start: 30 });
    expect(recording.lineScans[0]?.timing).toMatchObject({ period: 2, source: "simulated" });
  });
});

describe("more photons than the detector holds", () => {
  const bright = { kind: "line scan", pixels: 24, period: "2 ms", power: "60 mW" };
  test("are refused when the session is built, before any trial is run", () => {
    expect(() => sessionOf(spineProtocol({ trials: 1000, imaging: bright }))).toThrow(
      /^imaging\.power: Ch2 would read \d+ counts at rest in its brightest pixel \(.*Lower the power/u);
  });
  test("are those that the picture itself would have refused: to 2 % of power, what passes runs", () => {
    const said = refusal({ imaging: bright });
    const [, reading = ""] = /would read (\d+) counts/u.exec(said) ?? [];
    // Light goes with power's square; 50 counts are dark, and 4095 the end.
    const least = 60 * Math.sqrt((4095 - 50) / (Number(reading) - 50));
    expect(() => sessionOf(spineProtocol({ trials: 1, imaging: { ...bright, power: `${1.02 * least} mW` } }))).toThrow(RigError);
    const { recording } = simulateHere(spineProtocol({ trials: 1, imaging: { ...bright, power: `${0.98 * least} mW` } }));
    expect(recording.lineScans[0]?.trials).toHaveLength(1);
  });
});

describe("frames", () => {
  const { recording } = simulateHere(spineProtocol({
    trials: 2, imaging: { kind: "frame", around: "spine", width: "6 µm", pixels: 24, dwell: "20 µs", frames: 3 },
  }));
  test("are pictures, three a trial, named by trial and frame, and no line scan", () => {
    expect(recording.lineScans).toEqual([]);
    expect(recording.images.map(({ name, width, height, channel }) => [name, width, height, channel])).toEqual(
      [1, 2].flatMap((trial) => [1, 2, 3].map((frame) => [`trial ${trial}, frame ${frame}`, 24, 24, "Ch2"])),
    );
    expect(recording.images[0]?.pixelSize_um).toBeCloseTo(0.25, 12);
  });
  test("show more light in their middle, where the spine is, than in their corners", () => {
    /** Of a square of 4 × 4 pixels, over all frames. */
    const square = (first: number): number => total(recording.images.flatMap(({ pixels }) =>
      [0, 1, 2, 3].flatMap((r) => [0, 1, 2, 3].map((c) => pixels[24 * (first + r) + first + c] as number))));
    expect(square(10)).toBeGreaterThan(1.3 * square(0));
  });
});

describe("a stack", () => {
  const { recording } = simulateHere(spineProtocol({
    trials: 1, imaging: { kind: "stack", around: "soma", width: "60 µm", pixels: 32, depth: "20 µm", step: "5 µm" },
  }));
  test("is its maximum first, which holds the brightest of each pixel, then five planes from −10 to 10 µm", () => {
    expect(recording.images.map(({ name }) => name)).toEqual([
      "maximum projection", ...[-10, -5, 0, 5, 10].map((z, k) => `plane ${k + 1}, z = ${z} µm`),
    ]);
    const [projection, ...planes] = recording.images.map(({ pixels }) => pixels);
    projection?.forEach((count, i) => { expect(count).toBe(highest(planes.map((plane) => plane[i] as number))); });
  });
  test("shows the soma brightest in the middle plane", () => {
    const sums = recording.images.slice(1).map(({ pixels }) => total(pixels));
    expect(highest(sums)).toBe(sums[2]);
  });
});

describe("a stack around a spine", () => {
  const stack = { kind: "stack", around: "spine", width: "12 µm", pixels: 48, depth: "4 µm", step: "1 µm", dwell: "20 µs" };
  const pictureOf = (set: Readonly<Record<string, string>>): ArrayLike<number> => {
    const { recording } = simulateHere(spineProtocol({ trials: 1, set, imaging: stack }));
    return recording.images[0]?.pixels ?? [];
  };
  test("shows the dendrite's other spines beside it, and none where there are none", () => {
    const [bare, usual] = ["0 /µm", "2 /µm"].map((density) => pictureOf({ "spinePopulation.density": density })) as
      [ArrayLike<number>, ArrayLike<number>];
    const bright = (pixels: ArrayLike<number>): number => Array.from(pixels).filter((count) => count > 100).length;
    expect(bright(usual)).toBeGreaterThan(1.1 * bright(bare));
  });
});

describe("a stack around the soma", () => {
  test("shows the patch pipette at the upper left, where nothing else of the cell is", () => {
    const { recording } = simulateHere(spineProtocol({
      trials: 1, imaging: { kind: "stack", around: "soma", width: "80 µm", pixels: 40, depth: "30 µm", step: "5 µm" },
    }));
    const pixels = recording.images[0]?.pixels ?? [];
    /** Above the dark level, in a square of 10 × 10 pixels, 20 µm, from 16 to 36 µm off the middle to one side and up. */
    const square = (column: number): number => total(Array.from({ length: 100 }, (_, i) =>
      (pixels[40 * (2 + Math.floor(i / 10)) + column + (i % 10)] as number) - 50));
    expect(square(2)).toBeGreaterThan(3 * square(28));
  });
});

describe("two spines", () => {
  const protocol = spineProtocol({
    trials: 1,
    spines: { near: { dendrite: "oblique", distance: "100 µm" }, far: { dendrite: "oblique", distance: "140 µm" } },
    axon: { onto: ["near"], reliable: true, elsewhere: 0 },
    stimuli: { EPSP: { kind: "synaptic", at: "20 ms" }, flash: { kind: "uncaging", at: "20 ms", spine: "far" } },
    imaging: { kind: "line scan", through: "far", pixels: 24, length: "4 µm", period: "2 ms" },
  });
  const { recording, truth, traceOf } = simulateWithTruth(protocol);

  test("the line shows the one that it goes through, under its name, and the shaft", () => {
    expect(recording.regions?.map(({ name, structure }) => [name, structure])).toEqual(
      [["far", "spine"], ["shaft", "dendrite"]]);
  });
  test("the axon's release at the near one opens no receptor of the far one, uncaging onto it does", () => {
    expect(truth.trials[0]?.attempts.map(({ spine, release }) => [spine, release !== null])).toEqual([["near", true]]);
    expect(total(traceOf(0, "NMDA_current_pA"))).toBeCloseTo(0, 12);
    expect(total(traceOf(1, "NMDA_current_pA"))).toBeLessThan(-1);
    expect(highest(traceOf(1, "head_calcium_uM"))).toBeGreaterThan(1.2 * (traceOf(1, "head_calcium_uM")[0] as number));
  });
  test("uncaging is an event at its spine, without a shock", () => {
    expect(recording.events.map(({ kind, target, trial }) => [trial, kind, target])).toEqual([
      [0, "synaptic", "axon"], [1, "uncaging", "far"],
    ]);
    expect(truth.trials[1]?.attempts).toEqual([]);
  });
});

/** Soma, an apical trunk of 260 µm, an oblique of 100 µm from its middle, two basal dendrites. */
const traced = ((): string => {
  const rows: string[] = ["1 1 0 0 0 9 -1"];
  /** Ten points on from a parent, and the last one's number. */
  const grow = (
    from: number, type: number, [x, y]: readonly [number, number], [dx, dy]: readonly [number, number], radius: number,
  ): number => {
    let parent = from;
    for (let k = 1; k <= 10; k++) {
      rows.push(`${rows.length + 1} ${type} ${x + k * dx} ${y + k * dy} 0 ${radius} ${parent}`);
      parent = rows.length;
    }
    return parent;
  };
  const middle = grow(1, 4, [0, 9], [0, 13], 1.2);
  grow(middle, 4, [0, 139], [0, 13], 0.9);
  grow(middle, 4, [0, 139], [10, 0], 0.35);
  grow(1, 3, [0, -9], [7, -10], 0.5);
  grow(1, 3, [0, -9], [-7, -10], 0.5);
  return rows.join("\n");
})();

describe("a traced cell", () => {
  const changes = {
    trials: 1, cell: { kind: "SWC", file: "cell.swc" }, spine: { dendrite: "oblique", distance: "170 µm" },
  };
  test("fires, its spine on the oblique sees the action potential, and the line shows spine and shaft", () => {
    const { recording, traceOf } = simulateWithTruth(spineProtocol(changes), { morphology: traced });
    expect(highest(traceOf(0, "soma_v_mV"))).toBeGreaterThan(0);
    expect(highest(traceOf(0, "head_v_mV")) - (traceOf(0, "head_v_mV")[0] as number)).toBeGreaterThan(30);
    const bound = traceOf(0, "head_bound_dye_uM");
    expect(highest(bound)).toBeGreaterThan(1.2 * (bound[0] as number));
    expect(recording.regions?.map(({ structure }) => structure)).toEqual(["spine", "dendrite"]);
    expect(recording.issues.map(({ code }) => code)).toContain("morphology");
  });
  test("is refused without its file's text", () => {
    expect(refusal(changes)).toBe(
      "usage: The protocol's cell is traced in cell.swc, whose text wasn't given; pass it as morphology.");
  });
});
