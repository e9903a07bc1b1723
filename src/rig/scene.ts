/** What lies under the objective and how the beam goes over it. */
import {
  illumination, pixelWeights, power_mW, scanGrid, scanLine, scanPath,
  type GridScan, type Illumination, type PathScan, type PhotonDetector, type Position, type SpecimenElement,
  type Weights,
} from "#microscope";
import { bystandersOf, elementsOf, type CellElement, type CellShape, type Neuron } from "#model";
import { amount, type Protocol } from "#protocol";
import { quantityIn } from "#units";
import { misuse } from "./failures.js";
import type { Body, SpecimenSpine } from "./specimen.js";
import { imagedSpine } from "./surroundings.js";

/** A compartment that the beam sees. */
export interface SeenElement {
  readonly section: string;
  /** 0 … 1 along it. */
  readonly at: number;
  /** Path from the soma, µm, by which the dye has come. */
  readonly distance: number;
  /** Its calcium is followed; elsewhere calcium rests. */
  readonly followed: boolean;
}

/** A stretch of the line that shows one structure, both pixels inclusive. */
export interface SeenRegion {
  readonly structure: "spine" | "dendrite";
  readonly from: number;
  readonly to: number;
}

interface Beam {
  readonly elements: readonly SeenElement[];
  readonly light: Illumination;
  readonly detector: PhotonDetector;
  /** ms of open shutter in a trial. */
  readonly exposure: number;
}

export type Scene =
  /** A line again and again, or frames: read while light changes. */
  | Beam & {
    readonly kind: "lines"; readonly scan: PathScan; readonly weights: Weights; readonly start: number;
    readonly lines: number; readonly regions: readonly SeenRegion[];
  }
  | Beam & { readonly kind: "frames"; readonly scan: GridScan; readonly weights: Weights; readonly lines: number }
  /** Planes of a cell at rest. */
  | Beam & { readonly kind: "stack"; readonly scan: GridScan; readonly shapes: readonly SpecimenElement[] };

/**
 * Undefined where nothing in the pipette shines. Throws where the line misses the spine that it is said to cross. `same`: a
 * scene that differs from this one in laser and detector alone.
 */
export function sceneOf(protocol: Protocol, body: Body, same?: Scene): Scene | undefined {
  const { cell, imaging, pipette, duration } = protocol;
  if (!pipette.dye && !pipette.structuralDye) return undefined;
  const { neuron, spines, settings } = body;
  const light = illumination({
    optics: {
      numericalAperture: imaging.numericalAperture, medium: imaging.medium,
      wavelength_nm: 1000 * (amount(imaging.wavelength, "length") as number),
    },
    power_mW: power_mW(imaging.power, "imaging.power"), settings,
  });
  const { backgroundRate, ...detector } = imaging.detector;
  const beam = {
    light, detector: { ...detector, background: quantityIn(backgroundRate, "/ms", "imaging.detector.backgroundRate") },
  };
  if (same) return { ...same, ...beam };
  const all = elementsOf(neuron);
  const followed = new Set(spines.flatMap(({ body }) => [body.head, body.neck, body.shaftSection]));
  const distanceOf = distances(neuron, spines);
  const seen = ({ section, at }: CellElement): SeenElement =>
    ({ section, at, distance: distanceOf(section, at), followed: followed.has(section) });
  const spine = spines.find(({ name }) => name === imagedSpine(protocol)) as SpecimenSpine;
  if (imaging.kind === "line scan") {
    const scan = lineOf(imaging, spine, shaftOf(neuron, spine));
    const { seen: some, weights } = visible(pixelWeights(scan, all, light.spread));
    const elements = some.map((e) => all[e] as CellElement);
    const start = amount(imaging.from, "time") as number;
    const length = (amount(duration, "long time") as number) - start;
    if (!elements.some(({ section }) => section === spine.body.head)) throw missed(spine, scan);
    return {
      ...beam, kind: "lines", scan, weights, start, elements: elements.map(seen), exposure: length,
      lines: Math.floor(length / scan.period + 1e-9), regions: regionsOf(elements, weights, spine),
    };
  }
  const centre = imaging.around === "soma" ? ([0, 0, 0] as const) : spine.body.sphere.centre;
  const scan = scanGrid({
    centre, columns: imaging.pixels, width: amount(imaging.width, "length") as number,
    dwell_us: 1000 * (amount(imaging.dwell, "time") as number),
    ...(imaging.kind === "stack" && {
      depth: amount(imaging.depth, "length") as number, step: amount(imaging.step, "length") as number,
    }),
  });
  // A line is put where nothing else shines; a picture shows what stands around.
  const around = bystandersOf(neuron, cell.kind === "CA1 pyramidal" ? cell.seed : 0);
  const shapes = [...all, ...around];
  const shown = [
    ...all.map(seen),
    ...around.map(({ branch, distance }): SeenElement => ({ section: branch, at: 0, distance, followed: false })),
  ];
  if (imaging.kind === "stack") {
    // Nothing happens while it is taken, so that the electrode can be seen, too.
    const pipette = pipetteOn(neuron);
    return {
      ...beam, kind: "stack", scan, shapes: [...shapes, pipette], elements: [...shown, seen(pipette)],
      exposure: scan.planes * scan.period,
    };
  }
  const { seen: some, weights } = visible(pixelWeights(scan, shapes, light.spread));
  return {
    ...beam, kind: "frames", scan, weights, elements: some.map((e) => shown[e] as SeenElement), lines: imaging.frames,
    exposure: imaging.frames * scan.period,
  };
}

/** Where the patch pipette comes from, a unit vector: from the upper left, and down to the cell at 25°. */
const FROM = [-0.7, 0.575, 0.4226] as const;
/** µm: radius of its mouth, and where it has left what a stack shows; how far away that is. */
const PIPETTE = { mouth: 0.7, wide: 6, long: 90 } as const;

/** The pipette on the soma, full of dye. */
function pipetteOn(neuron: Neuron): CellElement {
  const soma = elementsOf(neuron, [neuron.soma.section]);
  const widest = Math.max(...soma.flatMap(({ shapes }) =>
    shapes.map((shape) => ("radius" in shape ? shape.radius : Math.max(shape.fromRadius, shape.toRadius)))));
  const at = (far: number): Position => [FROM[0] * far, FROM[1] * far, FROM[2] * far];
  const glass: CellShape = {
    from: at(0.9 * widest), to: at(widest + PIPETTE.long), fromRadius: PIPETTE.mouth, toRadius: PIPETTE.wide,
  };
  return { name: "pipette", section: "pipette", at: 0, shapes: [glass] };
}

/** Where a protocol's line lies: for who draws it, or lets it be drawn. */
export interface LinePlace {
  /** Centre of the imaged spine's head, µm from the soma; the line lies in its plane. */
  readonly head: Position;
  /** Unit vectors in that plane: along the dendrite, and from it past the head. A path's `x` and `y` count along them. */
  readonly along: readonly [x: number, y: number];
  readonly away: readonly [x: number, y: number];
  /** µm from the soma: ends and corners of the line. */
  readonly vertices: readonly Position[];
}

/** Of a line scan; undefined where frames or a stack are taken. Throws where the line is too short. */
export function linePlaceOf(protocol: Protocol, { neuron, spines }: Body): LinePlace | undefined {
  const { imaging } = protocol;
  if (imaging.kind !== "line scan") return undefined;
  const spine = spines.find(({ name }) => name === imagedSpine(protocol)) as SpecimenSpine;
  const shaft = shaftOf(neuron, spine);
  const { toShaft: [dx, dy] } = towards(spine, shaft);
  return { head: spine.body.sphere.centre, along: [-dy, dx], away: [-dx, -dy], vertices: lineOf(imaging, spine, shaft).vertices };
}

/** From the head to the shaft as seen from above: a unit vector, and how far. */
function towards({ body }: SpecimenSpine, { centre }: { readonly centre: Position }): { readonly toShaft: readonly [number, number]; readonly apart: number } {
  const [hx, hy] = body.sphere.centre;
  const [x, y] = [centre[0] - hx, centre[1] - hy];
  const apart = Math.sqrt(x * x + y * y);
  return { toShaft: [x / apart, y / apart], apart };
}

/** A line from beyond the head to beyond the shaft, in the plane of the head; or the protocol's own path. */
function lineOf(
  imaging: Extract<Protocol["imaging"], { kind: "line scan" }>, spine: SpecimenSpine,
  shaft: { readonly centre: Position; readonly radius: number },
): PathScan {
  const { centre: head, radius } = spine.body.sphere;
  const { toShaft: [dx, dy], apart } = towards(spine, shaft);
  const { pixels, path } = imaging;
  const period = amount(imaging.period, "time") as number;
  /** µm from the head: along the dendrite, and away from it. */
  const at = (along: number, away: number): Position =>
    [head[0] - dy * along - dx * away, head[1] + dx * along - dy * away, head[2]];
  if (path) return scanPath({ vertices: path.map((point) => at(point.x, point.y)), pixels, period });
  const length = amount(imaging.length, "length") as number;
  const [near, far] = [-radius, apart + shaft.radius];
  if (length < far - near) {
    throw misuse("line-too-short", { spine: spine.name, length, least: far - near });
  }
  const middle = (near + far) / 2;
  return scanLine({ from: at(0, length / 2 - middle), to: at(0, -length / 2 - middle), pixels, period });
}

/** Middle and radius of the dendrite beneath a spine. */
function shaftOf(neuron: Neuron, { body: { shaft } }: SpecimenSpine): { centre: Position; radius: number } {
  const own = elementsOf(neuron, [shaft.section]);
  const element = own[Math.min(own.length - 1, Math.floor(shaft.at * own.length))];
  const [first, last] = [element?.shapes[0], element?.shapes.at(-1)];
  if (!first || !last || "radius" in first || "radius" in last) throw new Error("broken invariant: shafts are cones");
  const middle = (k: 0 | 1 | 2): number => (first.from[k] + last.to[k]) / 2;
  return { centre: [middle(0), middle(1), middle(2)], radius: (first.fromRadius + last.toRadius) / 2 };
}

/** Places of the elements that some pixel sees, and the weights of those alone. */
function visible(weights: Weights): { seen: readonly number[]; weights: Weights } {
  const { starts } = weights;
  const seen = Array.from(starts.subarray(1), (_, e) => e)
    .filter((e) => (starts[e + 1] as number) > (starts[e] as number));
  return {
    seen,
    // Unseen elements have no entries, so the entries stay as they are.
    weights: {
      ...weights, elements: seen.length,
      starts: Uint32Array.from([...seen.map((e) => starts[e] as number), weights.pixel.length]),
    },
  };
}

/** Pixels that show the head to half of its greatest weight, and more of it than of the rest; likewise the shaft. */
function regionsOf(elements: readonly CellElement[], weights: Weights, { body }: SpecimenSpine): SeenRegion[] {
  const { pixels, starts, pixel, weight } = weights;
  const sums = new Map<string, Float64Array>();
  elements.forEach(({ section }, e) => {
    const sum = sums.get(section) ?? new Float64Array(pixels);
    sums.set(section, sum);
    for (let k = starts[e] as number; k < (starts[e + 1] as number); k++) {
      const i = pixel[k] as number;
      sum[i] = (sum[i] as number) + (weight[k] as number);
    }
  });
  const share = (section: string, i: number): number => sums.get(section)?.[i] ?? 0;
  const structures = [["spine", body.head], ["dendrite", body.shaftSection]] as const;
  return structures.flatMap(([structure, own]): SeenRegion[] => {
    const mine = sums.get(own) ?? new Float64Array(pixels);
    const peak = mine.reduce((best, w, i) => (w > (mine[best] as number) ? i : best), 0);
    const belongs = (i: number): boolean => i >= 0 && i < pixels && share(own, i) >= share(own, peak) / 2
      && [...sums.keys()].every((other) => other === own || share(other, i) < share(own, i));
    if (!belongs(peak)) return [];
    let [from, to] = [peak, peak];
    while (belongs(from - 1)) from--;
    while (belongs(to + 1)) to++;
    return [{ structure, from, to }];
  });
}

/** Path from the soma, of any place on the neuron. */
function distances(neuron: Neuron, spines: readonly SpecimenSpine[]): (section: string, at: number) => number {
  const stretches = new Map<string, { readonly from: number; readonly length: number }>();
  for (const branch of neuron.parts.branches) {
    for (const { name, from, to } of neuron.pieces.get(branch.name) ?? []) {
      stretches.set(name, { from: branch.from + from, length: to - from });
    }
  }
  for (const { body, site } of spines) {
    for (const part of [body.neck, body.head]) stretches.set(part, { from: site.distance, length: 0 });
  }
  return (section, at) => {
    const { from, length } = stretches.get(section) ?? { from: 0, length: 0 };
    return from + at * length;
  };
}

function missed({ name, body: { sphere } }: SpecimenSpine, { positions, pixels }: PathScan): Error {
  let apart = Infinity;
  for (let i = 0; i < pixels; i++) {
    const d = [0, 1, 2].map((k) => (positions[3 * i + k] as number) - (sphere.centre[k] as number));
    apart = Math.min(apart, Math.sqrt(d.reduce((total, x) => total + x * x, 0)));
  }
  return misuse("line-misses-spine", { spine: name, apart, radius: sphere.radius });
}
