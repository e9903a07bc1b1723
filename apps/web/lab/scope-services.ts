/** What the rig's second thread does: how the cell lies in space, and pictures through the virtual microscope. */
import { elementsOf } from "radiatum/model";
import type { Protocol } from "radiatum/protocol";
import { protocolOf } from "radiatum/protocol";
import { bodyOf, linePlaceOf, simulateHere } from "radiatum/rig";
import { PER_CONE, type CellDrawing, type FieldStack } from "./cell-drawing.js";

export interface Look {
  readonly protocol: Protocol;
  readonly morphology?: string | undefined;
}

/** Of which only that is used from where its places count. */
const ANY_LINE = [{ x: 0, y: 1 }, { x: 0, y: -1 }];

export function cell({ protocol, morphology }: Look): CellDrawing {
  const body = bodyOf(protocol, morphology);
  const elements = elementsOf(body.neuron);
  const shapes = elements.flatMap((element) => element.shapes);
  const cones = shapes.filter((shape) => "from" in shape);
  const numbers = new Float32Array(PER_CONE * cones.length);
  cones.forEach(({ from, to, fromRadius, toRadius }, k) => numbers.set([...from, ...to, (fromRadius + toRadius) / 2], PER_CONE * k));
  const through = protocol.imaging.kind === "line scan" ? protocol.imaging.through : protocol.spines[0]?.name;
  const spine = body.spines.find(({ name }) => name === through) ?? body.spines[0];
  if (!spine) throw new Error("broken invariant: a protocol has a spine");
  const { centre: [x, y, z], radius } = spine.body.sphere;
  const line = linePlaceOf(protocol, body);
  const spines = body.spines.flatMap(({ name, body: { sphere } }) => {
    const own = protocol.imaging.kind === "line scan" ? linePlaceOf({ ...protocol, imaging: { ...protocol.imaging, through: name, path: ANY_LINE } }, body) : undefined;
    return own ? [{ head: own.head, along: own.along, away: own.away, name, radius: sphere.radius }] : [];
  });
  const tuft = Math.min(...elements.filter(({ section }) => section.startsWith("tuft")).flatMap((element) => element.shapes.flatMap((shape) => ("from" in shape ? [shape.from[1]] : []))));
  return { cones: numbers, spine: { x, y, z, radius }, spines, ...(line && { line }), ...(Number.isFinite(tuft) && { tuft }) };
}

/** µm: a field that shows a spine, its neighbours and their dendrite. */
const FIELD = { width: 10, pixels: 96, depth: 6, step: 1 } as const;

/** The field around the imaged spine, plane by plane, with the protocol's own dye, power and detector. */
export function field({ protocol, morphology }: Look): FieldStack {
  const { wavelength, numericalAperture, medium, power, detector } = protocol.imaging;
  const [run] = protocol.runs;
  const around = protocol.imaging.kind === "line scan" ? protocol.imaging.through : protocol.spines[0]?.name ?? "spine";
  const pictured = protocolOf({
    ...protocol, runs: [{ ...run, trials: 1 }], duration: "20 ms", stimuli: { [run?.stimulus ?? ""]: [] },
    imaging: {
      kind: "stack", wavelength, numericalAperture, medium, power, detector, around, dwell: "8 µs",
      width: `${FIELD.width} µm`, pixels: FIELD.pixels, depth: `${FIELD.depth} µm`, step: `${FIELD.step} µm`,
    },
  });
  const { recording: { images } } = simulateHere(pictured, morphology === undefined ? {} : { morphology });
  const [projection, ...planes] = images;
  if (!projection) throw new Error("broken invariant: a stack has pictures");
  return { projection, planes: planes.slice(0, Math.floor(FIELD.depth / FIELD.step) + 1), step: FIELD.step, width: FIELD.width };
}
