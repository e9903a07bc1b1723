/** Figure 1: the cell, a field of its dendrites, their spines, and a line through one of them. */
import { bodyOf } from "#rig";
import type { ReferenceImage } from "#recording";
import { imagePanel, photographImage, pictureImage, type ImagePanel, type Theme } from "#report";
import type { Drawing as Panel } from "#report";
import { measured } from "../bench.js";
import { figure, type Shown } from "./figure.js";
import { capital, spineSaid } from "./parts.js";

const CELL = { protocol: "cell-and-spines", population: "typical" } as const;
/** Stacks show the cell before anything is done to it. */
const AT_REST = ["stimuli.AP.at=5 ms", "duration=10 ms"];
/** µm: sides of the pictures. */
const [WHOLE, FIELD, CLOSE] = [400, 60, 15] as const;
const SIDE = 330; // px

/** Around the spine, this wide. */
const stack = (width: number, more: string): string[] =>
  [...AT_REST, `imaging={ kind: stack, around: spine, width: ${width} µm, power: 15 mW, ${more} }`];

interface Projection extends Pick<ImagePanel, "title" | "arrow" | "frame"> {
  readonly bar_um: number;
  /** Share of the pixels that aren't white: thin dendrites show beside thick ones where few are. */
  readonly bright: number;
}

/** A stack's projection as a square panel with its scale bar. */
function projection({ recording }: Shown, { bar_um, bright, ...rest }: Projection, theme: Theme): Panel {
  const [image] = recording.images as readonly [ReferenceImage];
  const width_um = image.width * (image.pixelSize_um as number);
  return imagePanel({
    ...rest, href: photographImage(image, "Green", bright), width: SIDE, height: SIDE,
    across: { length: (SIDE * bar_um) / width_um, text: `${bar_um} µm` },
  }, theme);
}

export const cellAndSpines = figure({
  number: 1,
  title: "Two-photon imaging of dendritic spines in a CA1 pyramidal neuron",
  findings: [],
  sessions: {
    cell: { ...CELL, changes: AT_REST },
    field: { ...CELL, changes: stack(FIELD, "pixels: 288, dwell: 12 µs, depth: 12 µm, step: 1 µm") },
    spines: { ...CELL, changes: stack(CLOSE, "pixels: 224, dwell: 16 µs, depth: 5 µm, step: 0.5 µm") },
    line: { ...CELL, changes: ["imaging={ kind: line scan, period: 2 ms, length: 6 µm, pixels: 96 }"] },
  },
  draw: ({ cell, field, spines, line }, theme) => {
    const { neuron, spines: [spine] } = bodyOf(cell.protocol);
    const [x, y] = spine?.body.sphere.centre ?? [0, 0, 0];
    const root = neuron.layout.get(spine?.body.neck ?? "")?.[0];
    const [outX, outY] = root ? [x - root.x, y - root.y] : [0, 1];
    /** px of A, whose middle is the soma's and whose rows run down. */
    const inCell = { x: SIDE / 2 + (x * SIDE) / WHOLE, y: SIDE / 2 - (y * SIDE) / WHOLE };
    const square = (around: { x: number; y: number }, um: number, of: number) => {
      const size = (um * SIDE) / of;
      return { x: around.x - size / 2, y: around.y - size / 2, size };
    };
    const middle = { x: SIDE / 2, y: SIDE / 2 };
    return {
      lines: [
        [
          {
            letter: "A", drawing: projection(cell, {
              title: "Cell", bar_um: 50, bright: 0.99, frame: square(inCell, FIELD, WHOLE),
            }, theme),
          },
          {
            letter: "B", drawing: projection(field, {
              title: "Dendrites", bar_um: 10, bright: 0.965, frame: square(middle, CLOSE, FIELD),
            }, theme),
          },
          {
            letter: "C", drawing: projection(spines, {
              title: "Spines", bar_um: 2, bright: 0.98, arrow: { ...middle, from: [outX, -outY] },
            }, theme),
          },
        ],
        [{ letter: "D", drawing: lineScan(line, theme) }],
      ],
      legend: [
        `A, CA1 pyramidal neuron filled with 200 µM calcium green-1 through the patch pipette, which is seen at the
        upper left. Maximum projection of sections 2 µm apart; the frame is the field of B.`,
        `B, Field of dendrites in the stratum radiatum at higher zoom, sections 1 µm apart; the frame is the field
        of C.`,
        `C, Spines on an oblique dendrite ${spine?.site.distance.toFixed(0) ?? ""} µm from the soma, sections 0.5 µm
        apart. The arrow points to the spine that D goes through. The spines around it are drawn from the population
        and rest.`,
        `D, Line scan through that spine's head and its dendrite during one action potential (arrow), single trial,
        a line every 2 ms; distance runs down, time to the right. ${capital(spineSaid(line))}.`,
      ],
    };
  },
});

/** The line scan as it was read, time to the right. */
function lineScan({ recording }: Shown, theme: Theme): Panel {
  const m = measured(recording, {});
  const [picture] = m.pictures;
  if (!picture) throw new Error("broken invariant: the line scan has a picture");
  const { lines, pixels } = picture;
  const [width, height, names] = [3 * SIDE + 92, 150, 52] as const;
  const duration = lines * (m.timing.period ?? 1);
  const micrometre = height / (pixels * (m.recording.pixelSize_um ?? 1));
  const inPicture = (ms: number): number => ((width - names) * ms) / duration;
  return imagePanel({
    title: "Line scan through spine and shaft", href: pictureImage(picture, "Green"), width, height,
    across: { length: inPicture(50), text: "50 ms" }, down: { length: micrometre, text: "1 µm" },
    stretches: m.regions.map(({ name, from, to }) => ({
      hue: name === "shaft" ? "shaft" : "spine", name, from: (from * height) / pixels, to: ((to + 1) * height) / pixels,
    })),
    mark: { at: inPicture(m.stimuli[0]?.start ?? 0), name: "action potential" },
  }, theme);
}
