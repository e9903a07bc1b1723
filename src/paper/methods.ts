/** Rows of the Methods: what the protocol files set, and what the bench computes, beside what the paper says it did. */
import { deltaFOverFAsPrinted, smooth } from "#analysis";
import { hypot } from "#elementary";
import { amount, type Protocol } from "#protocol";
import { line, median } from "#statistics";
import type { Conclusion } from "./experiment.js";
import { FARTHEST, NEAREST } from "./population.js";
import { SMOOTHED_BY } from "./traces.js";

/** What one protocol has, and what is wrong with it. */
interface Checked {
  readonly value?: number;
  /** Absent: as in the paper. */
  readonly otherwise?: string;
}

interface Setting {
  readonly id: string;
  readonly check: (protocol: Protocol) => Checked;
  /** What must hold of all protocols together. */
  readonly of?: (protocols: readonly Protocol[]) => string | undefined;
  /** What to know of a row whatever it finds. */
  readonly note?: string;
}

/** In inner units: ms, mV, µm, GΩ, µM. */
const number = (text: string, kind: Parameters<typeof amount>[1]): number => amount(text, kind) as number;
const unless = (right: boolean, otherwise: string): Checked => (right ? {} : { otherwise });
const near = (a: number, b: number): boolean => Math.abs(a - b) < 1e-9 * Math.max(1, Math.abs(b));

/** The paper's microscopes: wavelength in nm, and aperture. */
const MICROSCOPES = [[830, 0.9], [810, 0.8]] as const;
const seenThrough = ({ imaging }: Protocol, [nm, aperture]: (typeof MICROSCOPES)[number]): boolean =>
  near(1000 * number(imaging.wavelength, "length"), nm) && imaging.numericalAperture === aperture;

function microscope(id: string, which: (typeof MICROSCOPES)[number]): Setting {
  return {
    id,
    check: (protocol) => unless(MICROSCOPES.some((one) => seenThrough(protocol, one)),
      `${protocol.imaging.wavelength}, ${protocol.imaging.numericalAperture} NA`),
    of: (protocols) => (protocols.some((one) => seenThrough(one, which)) ? undefined : "no protocol uses it"),
  };
}

/** µm: the typical spine's head, 0.06 µm³, is a ball of 0.49 µm (Harris & Stevens 1989). */
const HEAD = 0.49;

/** µm, of a straight line or a path. */
function lineLength({ path, length }: Extract<Protocol["imaging"], { kind: "line scan" }>): number {
  return path
    ? path.slice(1).reduce((sum, { x, y }, i) => sum + hypot(x - (path[i]?.x ?? NaN), y - (path[i]?.y ?? NaN)), 0)
    : number(length, "length");
}

const SETTINGS: readonly Setting[] = [
  {
    id: "M01",
    check: ({ cell, temperature }) => {
      if (cell.kind !== "CA1 pyramidal") return { otherwise: `a cell traced in ${cell.file}` };
      const celsius = number(temperature, "temperature");
      return unless(celsius >= 26 && celsius <= 32, temperature);
    },
  },
  {
    id: "M02",
    check: ({ conditions }) => {
      const { bath: { calcium, magnesium } } = conditions[0] as Protocol["conditions"][number];
      const right = near(number(calcium, "concentration"), 2000) && near(number(magnesium, "concentration"), 2000);
      return unless(right, `${calcium} Ca²⁺ and ${magnesium} Mg²⁺`);
    },
  },
  {
    id: "M03",
    check: ({ electrode: { seriesResistance } }) => {
      const value = 1000 * number(seriesResistance, "resistance");
      return { value, ...unless(value >= 7 && value <= 30, seriesResistance) };
    },
  },
  {
    id: "M04",
    check: ({ conditions, electrode: { junctionPotential } }) => {
      const { holding } = conditions[0] as Protocol["conditions"][number];
      const value = number(holding, "potential");
      return { value, ...unless(value === -70 && number(junctionPotential, "potential") < 0, holding) };
    },
  },
  microscope("M05", MICROSCOPES[0]),
  microscope("M06", MICROSCOPES[1]),
  {
    id: "M07",
    check: ({ imaging }) => {
      if (imaging.kind !== "line scan") return { otherwise: "no line scan" };
      const value = number(imaging.period, "time");
      const pixels = Math.round((HEAD * imaging.pixels) / lineLength(imaging));
      if (!near(value, 2) && !near(value, 2.6)) return { value, otherwise: imaging.period };
      return { value, ...unless(pixels >= 20 && pixels <= 50, `${pixels} pixels a spine instead of 20 to 50`) };
    },
  },
  {
    id: "M10",
    check: ({ spines }) => {
      const distances = spines.map(({ distance }) => number(distance, "length"));
      const astray = distances.filter((distance) => distance < NEAREST || distance > FARTHEST);
      return { value: median(distances), ...unless(astray.length === 0, `${astray.join(", ")} µm`) };
    },
    note: `Spines of the population lie ${NEAREST} to ${FARTHEST} µm from the soma.`,
  },
  {
    id: "M11",
    check: ({ stimuli }) => {
      const trains = Object.values(stimuli).flat().flatMap((what) =>
        (what.kind === "synaptic" && what.count > 1 ? [what] : []));
      const odd = trains.find(({ count, frequency }) => {
        const perMs = number(frequency, "frequency");
        const length = (count - 1) / perMs;
        return perMs < 0.02 || perMs > 0.05 || length < 50 || length > 200;
      });
      return unless(!odd, `${odd?.count ?? 0} at ${odd?.frequency ?? ""}`);
    },
    note: "The trains are those of the figures, 66 and 100 Hz, which the Methods' own 20–50 Hz leave out.",
  },
  {
    id: "M14",
    check: ({ pipette: { sinceBreakIn } }) => {
      const value = number(sinceBreakIn, "long time") / 60_000;
      return { value, ...unless(value >= 30, sinceBreakIn) };
    },
  },
];

/** Every finding that is answered here. */
export const methodFindings: readonly string[] = [...SETTINGS.map(({ id }) => id), "M08", "M09"];

/** Rows of the settings in these protocols, by name, and of the formulas; none without protocols. */
export function methodRows(protocols: ReadonlyMap<string, Protocol>): Conclusion[] {
  if (protocols.size === 0) return [];
  return [...SETTINGS.map((setting) => settingRow(setting, protocols)), formulaRow(), regressionRow()];
}

function settingRow({ id, check, of, note }: Setting, protocols: ReadonlyMap<string, Protocol>): Conclusion {
  const checked = [...protocols].map(([name, protocol]) => ({ name, ...check(protocol) }));
  const values = checked.flatMap(({ value }) => (value === undefined ? [] : [value]));
  const wrong = new Map<string, string[]>();
  for (const { name, otherwise } of checked) {
    if (otherwise !== undefined) wrong.set(otherwise, [...(wrong.get(otherwise) ?? []), name]);
  }
  const astray = [...wrong.values()].flat();
  const together = of?.([...protocols.values()]);
  const said = [
    ...(astray.length > 0 ? [`Otherwise: ${[...wrong].map(([what, names]) => `${what} (${names.join(", ")})`).join("; ")}.`] : []),
    ...(together === undefined ? [] : [`In short: ${together}.`]), ...(note === undefined ? [] : [note]),
  ];
  return {
    id, n: protocols.size, nOf: "protocols",
    ...(values.length > 0 && { value: median(values) }),
    holds: astray.length === 0 && together === undefined,
    direction: 2 * astray.length < protocols.size,
    ...(said.length > 0 && { note: said.join(" ") }),
  };
}

/** ΔF/F = ((F₁ − B₁) − (F₀ − B₀))/(F₀ − B₀) of counts whose result is plain, and the boxcar of a single point. */
function formulaRow(): Conclusion {
  const percent = deltaFOverFAsPrinted([110, 165, 60, 140], {
    background: [10, 15, 10, 40], first: { fluorescence: 120, background: 20 },
  });
  const exact = [0, 50, -50, 0].every((value, i) => near(percent[i] as number, value));
  const points = 101;
  const spike = Float64Array.from({ length: points }, (_, i) => (i === 50 ? 1 : 0));
  const smoothed = smooth(spike, { kind: "moving average", points: SMOOTHED_BY });
  const half = (SMOOTHED_BY - 1) / 2;
  const boxcar = smoothed.every((value, i) => near(value, Math.abs(i - 50) <= half ? 1 / SMOOTHED_BY : 0));
  const used = smoothed.filter((value) => value > 0).length;
  return {
    id: "M08", value: used, n: 2, nOf: "checks", holds: exact && boxcar && used >= 10 && used <= 30, direction: exact,
    note: "Only the row of peaks read the paper's way uses smoothed traces; all others are measured unsmoothed.",
  };
}

/** Anscombe's first data set (1973, Am Stat 27:17): slope 0.500 ± 0.118, t = 4.24 on n − 2 = 9 degrees of freedom. */
const ANSCOMBE = {
  x: [10, 8, 13, 9, 11, 14, 6, 4, 12, 7, 5],
  y: [8.04, 6.95, 7.58, 8.81, 8.33, 9.96, 7.24, 4.26, 10.84, 4.82, 5.68],
};

function regressionRow(): Conclusion {
  const { slope: { estimate, t, degreesOfFreedom } } = line(ANSCOMBE.x, ANSCOMBE.y, { xUnit: "1", yUnit: "1" });
  const { value, standardError = NaN } = estimate;
  const right = Math.abs(t - 4.24) < 0.005 && near(t, value / standardError) && degreesOfFreedom === 9;
  return { id: "M09", value: t, n: ANSCOMBE.x.length, nOf: "checks", holds: right, direction: value > 0 };
}
