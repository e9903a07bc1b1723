import { log10, pow } from "#elementary";
import type { Recording, ReferenceImage } from "#recording";
import { quantiles } from "#statistics";
import { failures } from "#errors";
import { lookUpTable } from "./look-up-tables.js";
import { base64, encodePng } from "./png.js";
import { element, fitted, label, rule, type Drawing, type Markup } from "./svg.js";
import { typeScale, type Theme } from "./tokens.js";

const refuse = failures("refused", {
  "no-pictures": (f: { name: string }) =>
    `${f.name}: holds no pictures to draw. Frames and stacks make pictures; a line scan is drawn from its measurement: plot(measure(recording)).`,
});

/** px. */
const SIDE = 420;
const APART = 16;
const HEAD = 48;
/** More pictures than a figure should hold; a stack's planes are in the recording. */
const MOST = 4;
/** Steps of grey: more than a print shows, and half the bytes of 256. */
const GREYS = 32;
/** The half of a picture that is darkest is background; two pixels in a thousand may be whiter than white. */
const DARKEST = 0.5;
const BRIGHTEST = 0.998;

/** What has pictures: a recording, real or virtual. */
export type Pictured = Pick<Recording, "name" | "images">;

/**
 * The recording's pictures side by side, each with a scale bar: of stacks the maximum projections, else the first of each
 * channel. Grey from the median reading to the 99.8th percentile, so that dim dendrites are seen and a soma may be white.
 */
export function picturesDrawing({ name, images }: Pictured, theme: Theme): Drawing {
  const projections = images.filter((image) => image.name.endsWith("maximum projection"));
  const firsts = images.filter((image, i) => images.findIndex(({ channel }) => channel === image.channel) === i);
  const shown = (projections.length > 0 ? projections : firsts).slice(0, MOST);
  const [first] = shown;
  if (!first) throw refuse("no-pictures", { name });
  const width = shown.length * (SIDE + APART) - APART;
  const tall = Math.max(...shown.map(({ width: columns, height }) => (SIDE * height) / columns));
  const marks = [
    label(0, 14, fitted(name, width, typeScale.head), { size: typeScale.head, weight: 600, fill: theme.ink }),
    ...shown.map((image, i) => picture(image, i * (SIDE + APART), theme)),
  ];
  const said = shown.map((image) => `${image.name}, ${image.channel}`).join("; ");
  return { width, height: HEAD + tall, marks: marks.join(""), spoken: `Pictures of ${name}: ${said}.` };
}

function picture(image: ReferenceImage, left: number, theme: Theme): Markup {
  const { channel, width, height, pixelSize_um: pixel } = image;
  const tall = (SIDE * height) / width;
  const across = pixel === undefined ? `${width} pixels across` : `${Number((pixel * width).toPrecision(3))} µm across`;
  return [
    label(left, HEAD - 8, fitted([image.name, channel, across].filter((word) => word !== "").join(", "), SIDE, typeScale.small),
      { size: typeScale.small, fill: theme.ink2 }),
    element("image", { x: left, y: HEAD, width: SIDE, height: tall, preserveAspectRatio: "none", href: grey(image) }),
    pixel === undefined ? "" : scaleBar(pixel * width, left, HEAD + tall),
  ].join("");
}

function grey({ pixels, width, height }: ReferenceImage): string {
  const values = Array.from(pixels);
  const [low, high] = quantiles(values, [DARKEST, BRIGHTEST]) as [number, number];
  const span = high > low ? high - low : 1;
  const samples = Uint8Array.from(values, (value) => {
    const share = Math.min(1, Math.max(0, (value - low) / span));
    return Math.round((255 * Math.round(share * GREYS)) / GREYS);
  });
  const file = encodePng({ width, height, kind: "palette", samples, palette: lookUpTable("Grey") });
  return `data:image/png;base64,${base64(file)}`;
}

/** A round length, a tenth to a quarter of the picture's width, in its lower right corner. */
function scaleBar(width_um: number, left: number, bottom: number): Markup {
  const decade = pow(10, Math.floor(log10(width_um / 4)));
  const length = Number(([5, 2, 1].map((factor) => factor * decade).find((one) => one <= width_um / 4) ?? decade).toPrecision(1));
  const px = (length / width_um) * SIDE;
  const [right, y] = [left + SIDE - 14, bottom - 14];
  return rule(right - px, y, right, y, "#ffffff", { "stroke-width": 3 })
    + label(right - px / 2, y - 7, `${length} µm`, { size: typeScale.small, fill: "#ffffff", anchor: "middle" });
}
