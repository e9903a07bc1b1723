/** An outlined drawing as a page of PDF 1.4 (Adobe, PDF Reference, third edition): lines stay lines at any size. */
import { strToU8, zlibSync } from "fflate";
import { SaxesParser, type SaxesTagPlain } from "saxes";
import { assert } from "#errors";

const POINTS = 0.75; // of a pixel

/** What the page's content names: line opacities, and pictures. */
interface Resources {
  readonly opacities: string[];
  readonly pictures: Picture[];
}

interface Picture {
  readonly dictionary: string;
  readonly data: Uint8Array;
}

/**
 * The page, as large as the drawing at 96 pixels an inch. `outlined`: of `outlinedSvg`, whose few elements are all that is
 * known here; any other is our own mistake and throws. Nothing in the file names a time, so equal drawings give equal
 * bytes.
 */
export function pdfFromOutlines(outlined: string): Uint8Array {
  const resources: Resources = { opacities: [], pictures: [] };
  const clips = new Map<string, string>();
  const content: string[] = [];
  let size: readonly [number, number] = [0, 0];
  let clip: string | undefined;
  const parser = new SaxesParser();
  parser.on("opentag", (tag) => {
    const { name, attributes: of } = tag;
    if (name === "svg") {
      const [x, y, width, height] = numbersIn(of["viewBox"] ?? "") as [number, number, number, number];
      size = [POINTS * width, POINTS * height];
      // SVG's y runs down, a page's runs up.
      content.push(`${POINTS} 0 0 -${POINTS} ${-POINTS * x} ${POINTS * (y + height)} cm`);
    } else if (name === "g") content.push("q", ...grouped(of, clips));
    else if (name === "clipPath") clip = of["id"];
    else if (name === "path" && clip !== undefined) clips.set(clip, operators(of["d"] ?? ""));
    else if (name === "path") content.push(painted(of, resources));
    else if (name === "image") content.push(pictured(of, resources));
    else assert(name === "defs" || name === "title", "an outlined drawing has elements that a page knows");
  });
  parser.on("closetag", ({ name }) => {
    if (name === "g") content.push("Q");
    if (name === "clipPath") clip = undefined;
  });
  parser.write(outlined).close();
  return fileOf(size, content.join("\n"), resources);
}

type Attributes = SaxesTagPlain["attributes"];

const numbersIn = (text: string): number[] => (text.match(/-?[\d.]+(?:e-?\d+)?/gu) ?? []).map(Number);
const rounded = (value: number): string => String(Math.round(value * 1000) / 1000);

/** Where a group lies, and what of it is seen. */
function grouped({ transform = "", "clip-path": clipped = "" }: Attributes, clips: ReadonlyMap<string, string>): string[] {
  const shape = clips.get(/#([^)]*)/u.exec(clipped)?.[1] ?? "");
  return [
    ...(transform === "" ? [] : [`${numbersIn(transform).join(" ")} cm`]), ...(shape === undefined ? [] : [`${shape} W n`]),
  ];
}

/** Path data as the page's operators. It has no quadratic curves: a cubic one through two thirds is the same. */
function operators(data: string): string {
  let at: readonly [number, number] = [0, 0];
  return [...data.matchAll(/([A-Za-z])([^A-Za-z]*)/gu)].map(([, command = "", given = ""]) => {
    const own = numbersIn(given);
    const [x, y] = at;
    at = [own.at(-2) ?? x, own.at(-1) ?? y];
    if (command === "M") return `${own.map(rounded).join(" ")} m`;
    if (command === "L") return `${own.map(rounded).join(" ")} l`;
    if (command === "C") return `${own.map(rounded).join(" ")} c`;
    if (command === "Z") return "h";
    assert(command === "Q", "an outline is made of M L Q C Z");
    const [cx, cy, toX, toY] = own as [number, number, number, number];
    const towards = (from: number, control: number): number => from + (2 / 3) * (control - from);
    return `${[towards(x, cx), towards(y, cy), towards(toX, cx), towards(toY, cy), toX, toY].map(rounded).join(" ")} c`;
  }).join(" ");
}

/** `#0a64c8` as three shares. */
const colour = (hex: string): string =>
  [1, 3, 5].map((at) => rounded(Number.parseInt(hex.slice(at, at + 2), 16) / 255)).join(" ");

const CAPS: Readonly<Record<string, number>> = { butt: 0, round: 1, square: 2 };
const JOINS: Readonly<Record<string, number>> = { miter: 0, round: 1, bevel: 2 };

function painted(of: Attributes, { opacities }: Resources): string {
  const { fill = "none", stroke = "none", d = "", transform } = of;
  const [filled, stroked] = [fill !== "none", stroke !== "none"];
  const opacity = of["stroke-opacity"];
  if (opacity !== undefined && !opacities.includes(opacity)) opacities.push(opacity);
  return [
    "q", ...(transform === undefined ? [] : [`${numbersIn(transform).join(" ")} cm`]),
    ...(filled ? [`${colour(fill)} rg`] : []),
    ...(stroked ? [
      `${colour(stroke)} RG ${of["stroke-width"] ?? "1"} w ${CAPS[of["stroke-linecap"] ?? "butt"] ?? 0} J ` +
      `${JOINS[of["stroke-linejoin"] ?? "miter"] ?? 0} j [${numbersIn(of["stroke-dasharray"] ?? "").join(" ")}] 0 d`,
    ] : []),
    ...(opacity === undefined ? [] : [`/O${opacities.indexOf(opacity)} gs`]),
    operators(d), filled && stroked ? "B" : filled ? "f" : stroked ? "S" : "n", "Q",
  ].join(" ");
}

/** A picture in its place: a page's lie upside down in a square of 1. */
function pictured(of: Attributes, { pictures }: Resources): string {
  const [x, y, width, height] = ["x", "y", "width", "height"].map((name) => Number(of[name] ?? 0)) as
    [number, number, number, number];
  const [, base64 = ""] = /^data:image\/png;base64,(.*)$/su.exec(of["xlink:href"] ?? of["href"] ?? "") ?? [];
  pictures.push(pictureOf(Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))));
  return `q ${width} 0 0 ${-height} ${x} ${y + height} cm /P${pictures.length - 1} Do Q`;
}

/** A PNG's pixels are packed as a page's may be: its data move over as they are. */
function pictureOf(png: Uint8Array): Picture {
  const view = new DataView(png.buffer);
  const chunks = new Map<string, Uint8Array>();
  for (let at = 8; at < png.length; at += 12 + view.getUint32(at)) {
    chunks.set(String.fromCharCode(...png.subarray(at + 4, at + 8)), png.subarray(at + 8, at + 8 + view.getUint32(at)));
  }
  const [palette, data] = [chunks.get("PLTE"), chunks.get("IDAT")];
  assert(palette !== undefined && data !== undefined && png[25] === 3, "a picture has a palette, as ours have");
  const [width, height] = [view.getUint32(16), view.getUint32(20)];
  const hex = Array.from(palette, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return {
    data,
    dictionary: `/Type /XObject /Subtype /Image /Width ${width} /Height ${height} /BitsPerComponent 8 ` +
      `/ColorSpace [/Indexed /DeviceRGB ${palette.length / 3 - 1} <${hex}>] /Filter /FlateDecode ` +
      `/DecodeParms << /Predictor 15 /Colors 1 /BitsPerComponent 8 /Columns ${width} >>`,
  };
}

/** Catalogue, pages, page, content, pictures; then where each of them begins. */
function fileOf(size: readonly [number, number], content: string, { opacities, pictures }: Resources): Uint8Array {
  const states = opacities.map((opacity, i) => `/O${i} << /CA ${opacity} >>`).join(" ");
  const named = pictures.map((_, i) => `/P${i} ${5 + i} 0 R`).join(" ");
  const packed = zlibSync(strToU8(content, true), { level: 9 });
  const objects: readonly (readonly [dictionary: string, stream?: Uint8Array])[] = [
    ["/Type /Catalog /Pages 2 0 R"], ["/Type /Pages /Kids [3 0 R] /Count 1"],
    [`/Type /Page /Parent 2 0 R /MediaBox [0 0 ${size.map(rounded).join(" ")}] /Contents 4 0 R ` +
      `/Resources << /ExtGState << ${states} >> /XObject << ${named} >> >>`],
    ["/Filter /FlateDecode", packed], ...pictures.map(({ dictionary, data }) => [dictionary, data] as const),
  ];
  const parts: Uint8Array[] = [];
  let length = 0;
  const add = (...more: readonly (string | Uint8Array)[]): void => {
    for (const one of more) {
      const bytes = typeof one === "string" ? strToU8(one, true) : one;
      parts.push(bytes);
      length += bytes.length;
    }
  };
  add("%PDF-1.4\n%\u00e2\u00e3\u00cf\u00d3\n");
  const places = objects.map(([dictionary, stream], i) => {
    const place = length;
    if (stream) add(`${i + 1} 0 obj\n<< ${dictionary} /Length ${stream.length} >>\nstream\n`, stream, "\nendstream\nendobj\n");
    else add(`${i + 1} 0 obj\n<< ${dictionary} >>\nendobj\n`);
    return place;
  });
  const table = length;
  add(`xref\n0 ${objects.length + 1}\n0000000000 65535 f \n`,
    ...places.map((place) => `${String(place).padStart(10, "0")} 00000 n \n`),
    `trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${table}\n%%EOF\n`);
  const file = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    file.set(part, at);
    at += part.length;
  }
  return file;
}
